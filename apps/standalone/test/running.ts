import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { processIdentity } from '@komitmen/platform';
import { eventually } from '@komitmen/testing';

const checkout = resolve(__dirname, '../../..');
/** The same tests serve both shapes: in the distributed one every service is a process of its own. */
export const SHAPE = process.env['SHAPE'] === 'distributed' ? 'distributed' : 'standalone';
const PROGRAMS = { standalone: 'dist/apps/standalone/src/main.js', distributed: 'deploy/local/start-distributed.mjs' };
/** Until the demonstration is there, on a machine that has much else to do. */
export const START_MS = { standalone: 240_000, distributed: 480_000 }[SHAPE];
export const PASSWORD = 'kata-sandi-untuk-uji';

export async function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (typeof address === 'object' && address ? found(address.port) : failed(new Error('no port'))));
    });
  });
}

export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
  readonly etag: string | null;
  readonly headers: Headers;
}

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly correlationId: string;
  readonly errors?: readonly { readonly field: string; readonly code: string; readonly message: string }[];
}

/** A process that the application started, told from a later one of the same number. */
export interface StartedProcess {
  readonly name: string;
  readonly pid: number;
  readonly identity: string | undefined;
}

/** One signed-in caller of the API. */
export class Session {
  constructor(
    private readonly baseUrl: string,
    readonly token: string | null,
  ) {}

  async call<T = unknown>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    const response = await fetch(this.baseUrl + path, {
      method,
      headers: {
        ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      body: (json && text ? JSON.parse(text) : text) as T,
      etag: response.headers.get('etag'),
      headers: response.headers,
    };
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.call<T>('GET', path);
  }

  post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> {
    return this.call<T>('POST', path, body, { 'idempotency-key': randomUUID(), ...headers });
  }
}

/** The built application as a process of its own, with a data folder of its own, as `npm start` runs it. */
export class RunningApplication {
  private child: ChildProcess | undefined;
  output = '';

  private constructor(
    readonly port: number,
    readonly dataDir: string,
    private readonly env: Record<string, string>,
  ) {}

  /** @param until what it prints when it has come far enough; left out: that it is ready. */
  static async start(env: Record<string, string> = {}, until?: RegExp): Promise<RunningApplication> {
    const application = await RunningApplication.prepare(env);
    await application.run(until).catch(async (error: unknown) => {
      await application.remove();
      throw error;
    });
    return application;
  }

  /** A folder and a port of its own; `run` starts it. */
  static async prepare(env: Record<string, string> = {}): Promise<RunningApplication> {
    return new RunningApplication(await freePort(), mkdtempSync(join(tmpdir(), 'komitmen-e2e-')), env);
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** @throws Error when it does not run. */
  get pid(): number {
    if (this.child?.pid === undefined || this.child.exitCode !== null) throw new Error(`the application does not run:\n${this.output}`);
    return this.child.pid;
  }

  /** Starts the process on the same folder and waits until the demonstration is there. */
  async run(until = new RegExp(`ready: ${this.baseUrl}`)): Promise<void> {
    if (!existsSync(join(checkout, PROGRAMS.standalone))) throw new Error('the application is not built: run "npm run build" first');
    this.output = '';
    const child = spawn(process.execPath, [join(checkout, PROGRAMS[SHAPE])], {
      env: {
        ...process.env,
        NODE_ENV: 'production',
        PORT: String(this.port),
        DATA_DIR: this.dataDir,
        DEMO_PASSWORD: PASSWORD,
        LOG_LEVEL: 'warn',
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const collect = (chunk: Buffer): void => {
      this.output = (this.output + chunk.toString('utf8')).slice(-20_000);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const stopped = new Promise<never>((_, reject) => {
      child.once('exit', (code) => reject(new Error(`the application stopped with ${code}:\n${this.output}`)));
    });
    const came = eventually(
      () => {
        if (!until.test(this.output)) throw new Error(`the application did not come up:\n${this.output}`);
      },
      { timeoutMs: START_MS - 10_000, everyMs: 50 },
    );
    await Promise.race([came, stopped]).finally(() => {
      came.catch(() => undefined);
      stopped.catch(() => undefined);
    });
  }

  /** Of the PostgreSQL that it started. */
  get databasePid(): number {
    const folder = SHAPE === 'distributed' ? join('distributed', 'postgres', 'postgres') : 'postgres';
    return Number(readFileSync(join(this.dataDir, folder, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
  }

  /** All that runs because of it, servers first. */
  started(): StartedProcess[] {
    const found = [{ name: 'postgres', pid: this.databasePid }];
    if (SHAPE === 'distributed') {
      const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(this.dataDir, 'distributed', ...path), 'utf8'));
      const server = (...path: string[]): number => (read(...path) as { pid: number }).pid;
      found.push({ name: 'kafka', pid: server('kafka', 'broker.json') }, { name: 'redis', pid: server('redis', 'server.json') });
      found.push(...(read('processes.json') as { name: string; pid: number }[]));
    }
    return found.map(({ name, pid }) => ({ name, pid, identity: processIdentity(pid) }));
  }

  /** Where letters are put while no mail server is set. */
  get mailFolder(): string {
    return SHAPE === 'distributed' ? join(this.dataDir, 'distributed', 'mail') : join(this.dataDir, 'mail');
  }

  /** The installation's own database, as its owner. */
  databaseUrl(): string {
    const read = (...path: string[]): string => readFileSync(join(this.dataDir, ...path), 'utf8').trim();
    if (SHAPE === 'distributed') return read('distributed', 'secrets', 'installation', 'DATABASE_URL');
    const port = read('postgres', 'postmaster.pid').split('\n')[3] ?? '';
    return `postgres://postgres:${read('postgres-password')}@127.0.0.1:${port}/postgres`;
  }

  /** A command of `npm run komitmen` for this application: its exit code, and all that it printed. */
  async command(...words: string[]): Promise<{ readonly code: number | null; readonly output: string }> {
    const env = { ...process.env, DATA_DIR: this.dataDir };
    const child = spawn(process.execPath, [join(checkout, 'dist/apps/standalone/src/cli.js'), ...words], { env, stdio: 'pipe' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    const code = await new Promise<number | null>((done) => child.once('close', done));
    return { code, output };
  }

  /** The key that this installation signs tokens with. */
  signingKey(): string {
    const folder = SHAPE === 'distributed' ? join('distributed', 'secrets', 'gateway') : 'keys';
    return readFileSync(join(this.dataDir, folder, 'TOKEN_PRIVATE_KEY'), 'utf8');
  }

  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    const child = this.child;
    if (!child || child.exitCode !== null) return child?.exitCode ?? null;
    const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
    child.kill(signal);
    return exited;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  readonly anonymous = (): Session => new Session(this.baseUrl, null);

  async signIn(username: string, password = PASSWORD): Promise<Session> {
    const answer = await this.anonymous().call<{ accessToken: string }>('POST', '/api/auth/login', { username, password });
    if (answer.status !== 200 && answer.status !== 201)
      throw new Error(`sign-in of ${username}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return new Session(this.baseUrl, answer.body.accessToken);
  }
}
