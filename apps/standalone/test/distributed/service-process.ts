import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ServiceHealth } from '@komitmen/platform';
import { PROCESSES } from './servers';

export const checkout = resolve(__dirname, '../../../..');
/** The pause of whoever starts a service again that has ended: long enough that a crash loop would show as many exits. */
const RESTART_AFTER_MS = 300;

export interface Exit {
  readonly pid: number;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Place {
  readonly service: string;
  /** Tells the instances of one service apart, from 1. */
  readonly instance: number;
  readonly port: number;
  readonly operationsPort: number;
}

/** A running instance of a service, as probes and tests meet it. */
export abstract class ServiceInstance {
  constructor(readonly place: Place) {}

  /** Of the process that runs now. @throws Error while there is none. */
  abstract get pid(): number;

  /** Ends this very process with -9 and resolves when it is gone; whoever watches over it starts it again. */
  abstract kill(): Promise<void>;

  get name(): string {
    return `${this.place.service}-${this.place.instance}`;
  }

  get url(): string {
    return `http://127.0.0.1:${this.place.port}`;
  }

  get operationsUrl(): string {
    return `http://127.0.0.1:${this.place.operationsPort}`;
  }

  /** What probes get to hear; status 0 when nothing listens. */
  async probe(path: '/livez' | '/readyz' | '/metrics'): Promise<{ readonly status: number; readonly text: string }> {
    try {
      const response = await fetch(this.operationsUrl + path, { signal: AbortSignal.timeout(5_000) });
      return { status: response.status, text: await response.text() };
    } catch {
      return { status: 0, text: '' };
    }
  }

  async readiness(): Promise<{ readonly status: number } & ServiceHealth> {
    const { status, text } = await this.probe('/readyz');
    const health = text === '' ? { state: 'down' as const, parts: {} } : (JSON.parse(text) as ServiceHealth);
    return { status, ...health };
  }

  /** The value of one series, or undefined when it has none. */
  async metric(name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
    const { text } = await this.probe('/metrics');
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    const line = text.split('\n').find((one) => seriesName(one) === name && wanted.every((label) => one.includes(label)));
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
  }
}

/** One service as a process of the test's own, started again when it ends by itself, as every supervisor does. */
export class ServiceProcess extends ServiceInstance {
  readonly exits: Exit[] = [];
  /** What is set besides, asked at every start. */
  settingsOfStart: () => Readonly<Record<string, string>> = () => ({});
  private child: ChildProcess | undefined;
  private wanted = false;
  private restart: NodeJS.Timeout | undefined;

  constructor(
    place: Place,
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    super(place);
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error(`${this.name} does not run`);
    return this.child.pid;
  }

  get runs(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  start(): void {
    this.wanted = true;
    const { folder, env } = this;
    const { service, port, operationsPort } = this.place;
    mkdirSync(join(folder, 'logs'), { recursive: true });
    mkdirSync(join(folder, PROCESSES), { recursive: true });
    const log = openSync(this.logFile, 'a');
    // The last word is read by nobody but the next run, which knows by it what a killed one has left behind.
    const words = [join(checkout, `dist/apps/${service}/src/main.js`), folder];
    const child = spawn(process.execPath, words, {
      env: {
        ...withoutSettings(process.env),
        NODE_ENV: 'production',
        LOG_LEVEL: 'info',
        ...env,
        ...this.settingsOfStart(),
        PORT: String(port),
        OPERATIONS_PORT: String(operationsPort),
      },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    this.child = child;
    if (child.pid !== undefined) writeFileSync(this.pidFile, JSON.stringify({ pid: child.pid }));
    child.once('exit', (code, signal) => this.ended({ pid: child.pid ?? 0, code, signal }));
  }

  async kill(): Promise<void> {
    const before = this.exits.length;
    this.child?.kill('SIGKILL');
    while (this.exits.length === before) await new Promise((done) => setTimeout(done, 5));
  }

  /** Ends it for good. @returns its exit code, or null when it had to be killed. */
  async stop(signal: NodeJS.Signals = 'SIGTERM', limitMs = 30_000): Promise<number | null> {
    this.wanted = false;
    clearTimeout(this.restart);
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
    child.kill(signal);
    const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
    return exited.finally(() => clearTimeout(limit));
  }

  /** All that it has printed, over all its starts. */
  get log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  lastWords(lines = 20): string {
    return this.log.trimEnd().split('\n').slice(-lines).join('\n');
  }

  private get logFile(): string {
    return join(this.folder, 'logs', `${this.name}.log`);
  }

  private get pidFile(): string {
    return join(this.folder, PROCESSES, `${this.name}.json`);
  }

  private ended(exit: Exit): void {
    rmSync(this.pidFile, { force: true });
    this.exits.push(exit);
    if (this.wanted) this.restart = setTimeout(() => this.start(), RESTART_AFTER_MS);
  }
}

const seriesName = (line: string): string => /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(line)?.[0] ?? '';

/** Without what the test's own environment may set for the services. */
export function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const settings =
    /^(DATABASE_URL|KAFKA_|REDIS_URL|SMTP_URL|SECRETS_DIR|DATA_DIR|DEMO|TOKEN_|NIK_|AUDIT_|KOMITMEN_|PORT$|HOST$|SHAPE$|NODE_ENV$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !settings.test(name)));
}
