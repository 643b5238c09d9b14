import { CannotStart, codeOf } from '@komitmen/platform';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findAddress } from './address';

/** A running application, of either shape, and the key that its tokens are signed with. */
export interface Place {
  readonly url: string;
  readonly privateKey: string;
}

export interface ConsoleSettings {
  readonly DATA_DIR: string;
  readonly KOMITMEN_URL?: string;
  readonly TOKEN_PRIVATE_KEY?: string;
}

/** The folders that an application of either shape keeps in the data folder: its address, and the key that signs its tokens. */
const SHAPES = [
  { folder: '.', key: join('keys', 'TOKEN_PRIVATE_KEY') },
  { folder: 'distributed', key: join('distributed', 'secrets', 'installation', 'TOKEN_PRIVATE_KEY') },
];

/** Where the application may run, the likeliest first: an address outlives an application that was killed. */
export function placesOf(settings: ConsoleSettings): readonly Place[] {
  const { DATA_DIR, KOMITMEN_URL, TOKEN_PRIVATE_KEY } = settings;
  if (KOMITMEN_URL !== undefined) return [{ url: KOMITMEN_URL, privateKey: TOKEN_PRIVATE_KEY ?? anyKey(DATA_DIR) }];
  return SHAPES.flatMap(({ folder, key }) => {
    const url = findAddress(join(DATA_DIR, folder));
    return url === undefined ? [] : [{ url, privateKey: TOKEN_PRIVATE_KEY ?? keyIn(join(DATA_DIR, key)) }];
  });
}

/** Who may read the key that signs tokens may act as the administrator of the installation. */
function keyIn(file: string): string {
  const key = findKey(file);
  if (key !== undefined) return key;
  throw new CannotStart(`The key ${file} cannot be read; run the command as the user that runs Komitmen, with the same DATA_DIR.`);
}

function anyKey(dataDir: string): string {
  const found = SHAPES.flatMap(({ key }) => findKey(join(dataDir, key)) ?? []).at(0);
  if (found !== undefined) return found;
  throw new CannotStart(
    'TOKEN_PRIVATE_KEY is not set: with KOMITMEN_URL, set it, or SECRETS_DIR to the folder "installation" of the secrets that hold it.',
  );
}

function findKey(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'EACCES' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

export function notRunning(dataDir: string): CannotStart {
  return new CannotStart(
    `Komitmen does not run on the data folder ${dataDir}; start it with "npm start" or "npm run start:distributed", set DATA_DIR to the folder that it uses, or KOMITMEN_URL to its address.`,
  );
}
