import { CannotStart } from '@komitmen/platform';
import { createHash } from 'node:crypto';
import type { Installation } from './installation';
import type { Manifest } from './manifest';

/** Says whether a key is the same without saying what it is; of several, separated by commas, each by itself. */
const fingerprintsOf = (keys: string): string[] =>
  keys.split(',').map((key) => createHash('sha256').update(`komitmen backup ${key.trim()}`).digest('hex').slice(0, 16));

export function fingerprints({ keyPaths, findKey }: Installation): Manifest['keys'] {
  return Object.fromEntries(
    keyPaths.map((path) => {
      const keys = findKey(path);
      return [path, keys === undefined ? null : fingerprintsOf(keys)];
    }),
  );
}

/**
 * What was written with the keys of the backup must be checked and read with those of this installation; keys that came later do no harm.
 * @returns those that cannot be seen from here. @throws CannotStart naming those that differ.
 */
export function requireKeys(kept: Manifest['keys'], { findKey, keyFolder, shape }: Installation): string[] {
  const unseen: string[] = [];
  const wrong: string[] = [];
  for (const [path, wanted] of Object.entries(kept)) {
    const keys = findKey(path);
    if (wanted === null || (keys === undefined && shape === 'distributed')) unseen.push(path);
    else if (keys === undefined || !wanted.every((one) => fingerprintsOf(keys).includes(one))) wrong.push(path);
  }
  if (wrong.length === 0) return unseen;
  throw new CannotStart(
    `These keys are not the ones that the backup was made with: ${wrong.join(', ')}. Put the files that were kept into ${keyFolder} and restore again. Nothing was changed.`,
  );
}
