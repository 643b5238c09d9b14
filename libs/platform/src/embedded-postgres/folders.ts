import { createHash, randomBytes } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CannotStart, codeOf } from './cannot-start';
import { isOwnFolder, isRoot, reaches, UnprivilegedUser } from './unprivileged-user';

const openPlaces = ['/var/lib/komitmen', '/var/tmp/komitmen'];

/** Makes the data folder, closed to others; as root one may pass through it, since PostgreSQL runs as another user. */
export function ensureDataFolder(path: string): string {
  const folder = resolve(path);
  try {
    if (!existsSync(folder)) {
      makeFolder(folder);
      chmodSync(folder, 0o700);
    }
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error('the data folder is a file'), { code: 'ENOTDIR' });
    if (isRoot()) letPassThrough(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new CannotStart(
      `The data folder ${folder} cannot be written (${codeOf(error) ?? 'unknown error'}); set DATA_DIR to a folder that this user may write.`,
    );
  }
  return folder;
}

/** Step by step: Node's own recursive way never ends on file systems such as /proc that take no folders. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** What lies in the folder stays closed or not by its own mode; its list stays closed. */
function letPassThrough(folder: string): void {
  const { mode, uid } = statSync(folder);
  if (uid === 0) chmodSync(folder, (mode | 0o011) & 0o7777);
}

/**
 * Where the database lies: in the data folder, or, when PostgreSQL's user cannot get there, in a place of the machine
 * that belongs to this data folder alone.
 */
export function databaseFolder(dataFolder: string, user: UnprivilegedUser | undefined): { folder: string; elsewhere: boolean } {
  if (reaches(user, dataFolder)) return { folder: join(dataFolder, 'postgres'), elsewhere: false };
  const name = createHash('sha256').update(dataFolder).digest('hex').slice(0, 12);
  return { folder: join(openPlace(user), `postgres-${name}`), elsewhere: true };
}

/** The first place on the machine that root may write and the user may reach. */
export function openPlace(user: UnprivilegedUser | undefined): string {
  for (const place of openPlaces) {
    try {
      mkdirSync(place, { recursive: true, mode: 0o755 });
      if (isOwnFolder(place) && reaches(user, place)) return place;
    } catch {
      continue;
    }
  }
  throw new CannotStart(
    `PostgreSQL runs as "${user?.name ?? ''}" and cannot reach this folder; set DATA_DIR to a folder that every user may pass through.`,
  );
}

export const passwordFile = (dataFolder: string): string => join(dataFolder, 'postgres-password');

/** The superuser's password, made once; a database whose password is gone is put aside when it lies elsewhere. */
export function superuserPassword(
  dataFolder: string,
  database: { folder: string; elsewhere: boolean },
  log: (line: string) => void,
): string {
  const file = passwordFile(dataFolder);
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  if (existsSync(database.folder)) {
    if (!database.elsewhere) {
      throw new CannotStart(
        `The database's password ${file} is missing; put it back, or move ${database.folder} away to start with an empty database.`,
      );
    }
    const aside = `${database.folder}-before-${new Date().toISOString().replace(/[:.]/g, '')}`;
    renameSync(database.folder, aside);
    log(`The data folder ${dataFolder} is new; the database of an earlier one was moved to ${aside}.`);
  }
  const password = randomBytes(24).toString('base64url');
  writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx' });
  return password;
}
