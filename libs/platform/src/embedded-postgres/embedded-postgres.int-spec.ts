import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformFileSync } from '@swc/core';
import { Client } from 'pg';
import { CannotStart, EmbeddedPostgres, startEmbeddedPostgres } from './index';
import { readPostmasterFile } from './postmaster-file';
import { processIdentity } from './process-identity';

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** The folder's modules as plain JavaScript, so that another Node process can run them. */
function compiled(into: string): string {
  const modules = join(into, 'node_modules');
  symlinkSync(join(process.cwd(), 'node_modules'), modules);
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('-spec.ts'))) {
    const { code } = transformFileSync(join(__dirname, file), { module: { type: 'commonjs' } });
    writeFileSync(join(into, file.replace(/\.ts$/, '.js')), code);
  }
  return join(into, 'index.js');
}

describe('startEmbeddedPostgres', () => {
  let root: string;
  let dataDir: string;
  let running: EmbeddedPostgres | undefined;

  async function start(options: { log?: (line: string) => void; port?: number } = {}): Promise<EmbeddedPostgres> {
    running = await startEmbeddedPostgres({ dataDir, durable: false, ...options });
    return running;
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'komitmen-embedded-'));
    chmodSync(root, 0o755);
    dataDir = join(root, 'data');
  });

  afterEach(async () => {
    await running?.stop();
    running = undefined;
    rmSync(root, { recursive: true, force: true });
  });

  it('makes a database on the first start and keeps what is in it for the second', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE pledge AS SELECT 1984 AS persons');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'SELECT persons FROM pledge')).toEqual([{ persons: 1984 }]);
  });

  it('lets nobody in without the password, which only its owner may read', async () => {
    const { url } = await start();
    const withoutPassword = new URL(url);
    withoutPassword.password = 'guess';
    await expect(query(withoutPassword.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(statSync(join(dataDir, 'postgres-password')).mode & 0o777).toBe(0o600);
  });

  it('keeps every committed row on disk', async () => {
    running = await startEmbeddedPostgres({ dataDir });
    expect(await query(running.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
  });

  it('is gone, with its process, once stopped', async () => {
    const { url, pid, stop } = await start();
    await stop();
    expect(processIdentity(pid)).toBeUndefined();
    await expect(query(url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(existsSync(join(dataDir, 'owner.json'))).toBe(false);
  });

  it('replaces the database of a process that was killed, and keeps its data', async () => {
    const script = `
      const { startEmbeddedPostgres } = require(${JSON.stringify(compiled(root))});
      startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false }).then(async ({ url, pid }) => {
        const client = new (require('pg').Client)({ connectionString: url });
        await client.connect();
        await client.query('CREATE TABLE pledge AS SELECT 1984 AS persons');
        process.stdout.write(String(pid) + '\\n');
        setInterval(() => undefined, 1000);
      });`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'], cwd: process.cwd() });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const orphan = Number(line.toString());
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(processIdentity(orphan)).toBeDefined();

    const said: string[] = [];
    const { url } = await start({ log: (text) => said.push(text) });
    expect(await query(url, 'SELECT persons FROM pledge')).toEqual([{ persons: 1984 }]);
    expect(said).toContain(`Stopping the database that an earlier run left behind (process ${orphan}).`);
    expect(processIdentity(orphan)).toBeUndefined();
  });

  it('leaves alone a process that merely has the number of a database that is gone', async () => {
    const first = await start();
    await first.stop();
    const folder = join(dataDir, 'postgres');
    writeFileSync(join(folder, 'postmaster.pid'), `${process.pid}\n${folder}\n0\n5432\n\n127.0.0.1\n\nready\n`);
    const second = await start();
    expect(readPostmasterFile(folder)?.pid).toBe(second.pid);
  });

  it('refuses a second run on the same data folder while the first one lives', async () => {
    const { url } = await start();
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/^Komitmen already runs on the data folder .* \(process \d+\)/);
    expect(await query(url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
  });

  // Only root runs PostgreSQL as another user.
  if (process.getuid?.() === 0) {
    it("as root, keeps the data where PostgreSQL's user can reach it when the folder is closed to it", async () => {
      chmodSync(root, 0o700);
      const said: string[] = [];
      const first = await start({ log: (text) => said.push(text) });
      await query(first.url, 'CREATE TABLE pledge AS SELECT 1984 AS persons');
      const elsewhere = /so the database lies in (\S+)\.$/.exec(said.join('\n'))?.[1] ?? '';
      await first.stop();
      try {
        const second = await start();
        expect(await query(second.url, 'SELECT persons FROM pledge')).toEqual([{ persons: 1984 }]);
        await second.stop();
        expect(existsSync(join(elsewhere, 'PG_VERSION'))).toBe(true);
        expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
      } finally {
        rmSync(elsewhere, { recursive: true, force: true });
      }
    });
  }

  it('says which folder it cannot write', async () => {
    const file = join(root, 'file');
    writeFileSync(file, '');
    await expect(startEmbeddedPostgres({ dataDir: join(file, 'data') })).rejects.toThrow(
      new CannotStart(
        `The data folder ${join(file, 'data')} cannot be written (ENOTDIR); set DATA_DIR to a folder that this user may write.`,
      ),
    );
  });

  it('says which port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(start({ port })).rejects.toThrow(new CannotStart(`PostgreSQL did not start, because port ${port} on 127.0.0.1 is taken.`));
    server.close();
  });

  it('starts anew without a half-made database that an interrupted first start left', async () => {
    await (await start()).stop();
    rmSync(join(dataDir, 'postgres', 'PG_VERSION'));
    rmSync(join(dataDir, 'postgres.new'), { recursive: true, force: true });
    const half = join(dataDir, 'postgres.new');
    writeFileSync(`${half}.password`, 'left behind');
    rmSync(join(dataDir, 'postgres'), { recursive: true });
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
    expect(readFileSync(join(dataDir, 'postgres', 'PG_VERSION'), 'utf8').trim()).toBe('18');
  });
});
