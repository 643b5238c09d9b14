import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CannotStart } from './cannot-start';
import { addressOf, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres';
import { databaseFolder, passwordFile } from './folders';
import { livingOwner } from './owner-file';
import { readPostmasterFile } from './postmaster-file';
import { unprivilegedUser } from './unprivileged-user';

export interface AttachedPostgres {
  readonly url: string;
  /** Stops what was started for this. */
  readonly release: () => Promise<void>;
}

/** The database of a data folder: that of the Komitmen which runs on it, else started until it is released. @throws CannotStart when there is none. */
export async function attachEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<AttachedPostgres> {
  const dataFolder = resolve(options.dataDir);
  const secret = passwordFile(dataFolder);
  if (!existsSync(secret)) throw new CannotStart(`There is no database in the data folder ${dataFolder}; set DATA_DIR to one that has.`);
  if (livingOwner(dataFolder) === undefined) {
    const { url, stop } = await startEmbeddedPostgres(options);
    return { url, release: stop };
  }
  const found = readPostmasterFile(databaseFolder(dataFolder, unprivilegedUser()).folder);
  if (found?.ready !== true) throw new CannotStart(`The database in ${dataFolder} starts or stops just now; try again in a moment.`);
  return { url: addressOf(readFileSync(secret, 'utf8').trim(), found.port), release: () => Promise.resolve() };
}
