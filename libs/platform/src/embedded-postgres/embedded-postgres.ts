import { ChildProcess, spawn, spawnSync, SpawnOptions } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  fchownSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Binaries, usableBinaries } from './binaries';
import { CannotStart } from './cannot-start';
import { databaseFolder, ensureDataFolder, openPlace, superuserPassword } from './folders';
import { giveUpOwnership, takeOwnership } from './owner-file';
import { readPostmasterFile } from './postmaster-file';
import { isPostmasterOf, processIdentity } from './process-identity';
import { UnprivilegedUser, unprivilegedUser } from './unprivileged-user';

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** A free port is chosen when absent. */
  readonly port?: number;
  readonly log?: (line: string) => void;
  /** `false` is for tests: what is written may be lost when the machine itself stops. */
  readonly durable?: boolean;
  readonly maxConnections?: number;
}

export interface EmbeddedPostgres {
  readonly url: string;
  readonly pid: number;
  /** Resolves when the process is gone, asked or not; `stop` still gives the folder back. */
  readonly exited: Promise<unknown>;
  readonly stop: () => Promise<void>;
}

const startLimitMs = 60_000;
const logLimitBytes = 10_000_000;

interface Server {
  readonly binaries: Binaries;
  readonly folder: string;
  readonly logFile: string;
  readonly user: UnprivilegedUser | undefined;
}

/** Starts PostgreSQL on 127.0.0.1 with the data of the folder; a server left behind by a killed process is stopped first. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const user = unprivilegedUser();
  const dataFolder = ensureDataFolder(options.dataDir);
  takeOwnership(dataFolder);
  try {
    const database = databaseFolder(dataFolder, user);
    if (database.elsewhere)
      log(
        `PostgreSQL cannot run as root and its user "${user?.name ?? ''}" cannot reach ${dataFolder}, so the database lies in ${database.folder}.`,
      );
    const password = superuserPassword(dataFolder, database, log);
    const binaries = usableBinaries(user, () => (user === undefined ? dataFolder : openPlace(user)));
    const server: Server = { binaries, folder: database.folder, logFile: join(dataFolder, 'postgres.log'), user };
    stopLeftBehind(server, log);
    if (!existsSync(server.folder)) initialise(server, password, dataFolder);
    const { pid, exited, port } = await launch(server, options);
    return {
      pid,
      exited,
      url: addressOf(password, port),
      stop: async () => {
        await stop(server);
        giveUpOwnership(dataFolder);
      },
    };
  } catch (error) {
    giveUpOwnership(dataFolder);
    throw error;
  }
}

export const addressOf = (password: string, port: number): string => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;

function spawnOptions(user: UnprivilegedUser | undefined): SpawnOptions {
  const identity = user === undefined ? {} : { uid: user.uid, gid: user.gid };
  return {
    ...identity,
    cwd: process.platform === 'win32' ? undefined : '/',
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    windowsHide: true,
  };
}

function stopLeftBehind(server: Server, log: (line: string) => void): void {
  const found = readPostmasterFile(server.folder);
  if (found === undefined) return;
  if (isPostmasterOf(found.pid, server.folder)) {
    log(`Stopping the database that an earlier run left behind (process ${found.pid}).`);
    pgCtlStop(server);
  } else {
    rmSync(join(server.folder, 'postmaster.pid'), { force: true });
  }
}

/** Under a temporary name until it is whole, so that an interrupted start leaves nothing half made. */
function initialise({ binaries, folder, user }: Server, password: string, dataFolder: string): void {
  const half = `${folder}.new`;
  const passwordFile = `${half}.password`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) for (const path of [half, passwordFile]) chownSync(path, user.uid, user.gid);
  const arguments_ = [
    '-D',
    half,
    '-U',
    'postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
  ];
  const result = spawnSync(binaries.initdb, arguments_, { ...spawnOptions(user), encoding: 'utf8' });
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) {
    rmSync(half, { recursive: true, force: true });
    const reason = result.error?.message ?? result.stderr.trim().split('\n').filter(Boolean).at(-1) ?? 'no reason given';
    throw new CannotStart(`The database in ${dataFolder} could not be made: ${reason}.`);
  }
  renameSync(half, folder);
}

interface Launched {
  readonly pid: number;
  readonly exited: Promise<unknown>;
}

async function launch(server: Server, options: EmbeddedPostgresOptions): Promise<Launched & { readonly port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const launched = await tryLaunch(server, port, options);
    if (launched !== undefined) return { ...launched, port };
    const said = lastWords(server.logFile);
    const taken = said.includes('Address already in use') || said.includes('could not create any TCP/IP sockets');
    if (!taken) throw new CannotStart(`PostgreSQL did not start: ${said.split('\n').at(-1) ?? ''} (see ${server.logFile}).`);
    if (options.port !== undefined || attempt === 5)
      throw new CannotStart(`PostgreSQL did not start, because port ${port} on 127.0.0.1 is taken.`);
  }
}

async function tryLaunch(
  { binaries, folder, logFile, user }: Server,
  port: number,
  options: EmbeddedPostgresOptions,
): Promise<Launched | undefined> {
  if (existsSync(logFile) && statSync(logFile).size > logLimitBytes) truncateSync(logFile);
  const logTo = openSync(logFile, 'a', 0o600);
  if (user !== undefined) fchownSync(logTo, user.uid, user.gid);
  const child = spawn(binaries.postgres, ['-D', folder, ...settings(port, options)], {
    ...spawnOptions(user),
    detached: true,
    stdio: ['ignore', logTo, logTo],
  });
  closeSync(logTo);
  child.unref();
  const exited = endOf(child);
  const givesUpAt = performance.now() + startLimitMs;
  while (performance.now() < givesUpAt) {
    const found = readPostmasterFile(folder);
    if (found?.ready === true && found.pid === child.pid) return { pid: found.pid, exited };
    if (await Promise.race([exited, delay(10, false)])) return undefined;
  }
  throw new CannotStart(`PostgreSQL was not ready after ${startLimitMs / 1000} seconds (see ${logFile}).`);
}

function endOf(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve(true));
    child.once('error', () => resolve(true));
  });
}

/** Lean in memory, for one application on one machine; nothing listens but 127.0.0.1. */
function settings(port: number, { durable = true, maxConnections = 80 }: EmbeddedPostgresOptions): string[] {
  const values: Record<string, string | number> = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: maxConnections,
    shared_buffers: '64MB',
    huge_pages: 'off',
    io_method: 'sync',
    jit: 'off',
    max_parallel_workers_per_gather: 0,
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_wal_size: '512MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    logging_collector: 'off',
    fsync: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** `fast`: open transactions are rolled back, everything committed is written. */
function pgCtlStop({ binaries, folder, user }: Server): void {
  const result = spawnSync(binaries.pgCtl, ['stop', '-D', folder, '-m', 'fast', '-w', '-t', '30'], {
    ...spawnOptions(user),
    encoding: 'utf8',
  });
  if (result.status !== 0 && readPostmasterFile(folder) !== undefined) {
    throw new CannotStart(`The database in ${folder} could not be stopped: ${result.stderr.trim()}.`);
  }
}

async function stop(server: Server): Promise<void> {
  const found = readPostmasterFile(server.folder);
  if (found === undefined) return;
  if (process.platform === 'win32') {
    pgCtlStop(server);
    return;
  }
  if (!isPostmasterOf(found.pid, server.folder)) return;
  // A process that is ending loses its command line before it is gone.
  const identity = processIdentity(found.pid);
  process.kill(found.pid, 'SIGINT');
  const givesUpAt = performance.now() + 30_000;
  while (identity !== undefined && processIdentity(found.pid) === identity) {
    if (performance.now() > givesUpAt) throw new CannotStart(`The database in ${server.folder} did not stop within 30 seconds.`);
    await delay(10);
  }
}

function lastWords(logFile: string): string {
  return readFileSync(logFile, 'utf8').trim().split('\n').slice(-5).join('\n');
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port was given')),
      );
    });
  });
}
