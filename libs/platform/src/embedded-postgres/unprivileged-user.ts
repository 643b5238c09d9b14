import { existsSync, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { CannotStart } from './cannot-start';

export interface UnprivilegedUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const candidates = ['nobody', 'daemon'];

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** PostgreSQL refuses to run as root, and its user must stand in the passwd file: an existing one is used, none is made. */
export function unprivilegedUser(): UnprivilegedUser | undefined {
  if (!isRoot()) return undefined;
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of candidates) {
    const row = rows.find((fields) => fields[0] === name);
    const uid = Number(row?.[2]);
    const gid = Number(row?.[3]);
    if (row !== undefined && uid > 0 && gid >= 0) return { name, uid, gid };
  }
  throw new CannotStart(
    'PostgreSQL does not run as root, and this machine has no user "nobody" to run it as; start Komitmen as an ordinary user or set DATABASE_URL.',
  );
}

/** Whether the user may walk down to the path and read what lies there (the last existing part of it). */
export function reaches(user: UnprivilegedUser | undefined, path: string): boolean {
  if (user === undefined) return true;
  let existing = path;
  while (!existsSync(existing)) existing = dirname(existing);
  for (let at = realpathSync(existing); ; at = dirname(at)) {
    if (!mayRead(user, at)) return false;
    if (at === dirname(at)) return true;
  }
}

function mayRead(user: UnprivilegedUser, path: string): boolean {
  const { uid, gid, mode } = statSync(path);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return ((mode >> shift) & 0o1) !== 0;
}

/** A folder in a place that others may write to as well is trusted only when nobody else could have made it. */
export function isOwnFolder(path: string): boolean {
  const entry = lstatSync(path);
  return entry.isDirectory() && entry.uid === process.getuid?.() && (entry.mode & 0o022) === 0;
}
