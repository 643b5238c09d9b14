import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, ensureDataFolder, startEmbeddedPostgres } from '@komitmen/platform';
import { Passage } from '@komitmen/testing';
import { Client, type QueryResultRow } from 'pg';
import { livingOwner, takeOwnership } from '../../../../libs/platform/src/embedded-postgres/owner-file';

const PREFIX = 'komitmen-parts-';
const DATABASE = 'komitmen';
/** Room for the demonstration and a load of minutes. */
const DISK = '96m';
const CONNECTIONS = 100;

/** A PostgreSQL of the test's own that can be away, slow, out of connections and, where the test may make one, on a disk that is full. */
export class FrailDatabase {
  private readonly taken: Client[] = [];

  private constructor(
    private readonly folder: string,
    private readonly server: EmbeddedPostgres,
    readonly passage: Passage,
    /** Only root may make a small disk. */
    readonly hasSmallDisk: boolean,
  ) {}

  static async start(): Promise<FrailDatabase> {
    await removeLeftBehind();
    const folder = ensureDataFolder(mkdtempSync(join(tmpdir(), PREFIX)));
    takeOwnership(folder);
    const server = await startEmbeddedPostgres({ dataDir: join(folder, 'database'), maxConnections: CONNECTIONS, durable: false });
    const hasSmallDisk = makeSmallDisk(folder);
    const passage = await Passage.to(urlOf(server));
    await passage.open();
    const database = new FrailDatabase(folder, server, passage, hasSmallDisk);
    if (hasSmallDisk) await database.run(`CREATE TABLESPACE small LOCATION '${diskOf(folder)}'`, 'postgres');
    await database.run(`CREATE DATABASE ${DATABASE}${hasSmallDisk ? ' TABLESPACE small' : ''}`, 'postgres');
    return database;
  }

  /** By the passage. */
  get url(): string {
    return this.passage.url;
  }

  /** Past the passage. */
  async sql<T extends QueryResultRow>(statement: string, parameters: unknown[] = []): Promise<T[]> {
    return this.run(statement, DATABASE, parameters);
  }

  /** Ends everybody's connections and takes them all, until {@link giveBackConnections}. */
  async takeConnections(): Promise<void> {
    const cut = await this.connect();
    for (let round = 0; round < 5; round += 1) {
      await cut.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ~ 'komitmen'`);
      const asked = await Promise.allSettled(Array.from({ length: CONNECTIONS }, () => this.connect()));
      this.taken.push(...asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
    }
    this.taken.push(cut);
  }

  async giveBackConnections(): Promise<void> {
    await Promise.all(this.taken.splice(0).map((client) => client.end()));
  }

  fillDisk(): void {
    const block = Buffer.alloc(1_000_000);
    try {
      for (;;) writeFileSync(this.filler, block, { flag: 'a' });
    } catch (error) {
      if (!(typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOSPC')) throw error;
    }
  }

  emptyDisk(): void {
    rmSync(this.filler, { force: true });
  }

  async remove(): Promise<void> {
    await this.giveBackConnections();
    this.passage.shut();
    await this.server.stop();
    clear(this.folder);
  }

  private get filler(): string {
    return join(diskOf(this.folder), 'filler');
  }

  private async connect(database = DATABASE): Promise<Client> {
    const client = new Client({ connectionString: urlOf(this.server, database) });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  private async run<T extends QueryResultRow>(statement: string, database: string, parameters: unknown[] = []): Promise<T[]> {
    const client = await this.connect(database);
    try {
      return (await client.query<T>(statement, parameters)).rows;
    } finally {
      await client.end();
    }
  }
}

const diskOf = (folder: string): string => join(folder, 'disk');

function urlOf({ url }: EmbeddedPostgres, database = DATABASE): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}

/** @returns false where this user may not. */
function makeSmallDisk(folder: string): boolean {
  const disk = diskOf(folder);
  mkdirSync(disk);
  const mounted =
    process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=700`, 'komitmen', disk]).status === 0;
  if (!mounted) return false;
  const { uid, gid } = statSync(join(folder, 'database', 'postgres'));
  chownSync(disk, uid, gid);
  return true;
}

function clear(folder: string): void {
  spawnSync('umount', [diskOf(folder)]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

/** A run that was killed leaves its server and its disk behind. */
async function removeLeftBehind(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    if (livingOwner(folder) !== undefined) continue;
    // Starting it on the folder stops the one that was left behind.
    if (existsSync(join(folder, 'database/postgres-password')))
      await (await startEmbeddedPostgres({ dataDir: join(folder, 'database') })).stop();
    clear(folder);
  }
}
