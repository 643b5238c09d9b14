import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from './cannot-start';
import { processIdentity } from './process-identity';

/** The living process that uses the data folder, if any: a second one must not stop its database. */
export function livingOwner(dataFolder: string): number | undefined {
  let owner: unknown;
  try {
    owner = JSON.parse(readFileSync(path(dataFolder), 'utf8'));
  } catch {
    return undefined;
  }
  if (typeof owner !== 'object' || owner === null || !('pid' in owner) || !('identity' in owner)) return undefined;
  const pid = Number(owner.pid);
  return processIdentity(pid) === owner.identity ? pid : undefined;
}

export function takeOwnership(dataFolder: string): void {
  const owner = livingOwner(dataFolder);
  if (owner !== undefined) {
    throw new CannotStart(
      `Komitmen already runs on the data folder ${dataFolder} (process ${owner}); stop it first, or set another DATA_DIR.`,
    );
  }
  writeFileSync(path(dataFolder), JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) }), { mode: 0o600 });
}

export function giveUpOwnership(dataFolder: string): void {
  if (livingOwner(dataFolder) === process.pid) rmSync(path(dataFolder), { force: true });
}

function path(dataFolder: string): string {
  return join(dataFolder, 'owner.json');
}
