import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '@komitmen/testing';
import { checkout, type Place, ServiceInstance, withoutSettings } from './service-process';

/** A row of processes.json. */
interface Row {
  readonly name: string;
  readonly instance: number;
  readonly pid: number | null;
  readonly port: number | null;
  readonly operationsPort: number | null;
}

const STOP_MS = 60_000;

/** `npm run start:distributed` as a process: it starts every service, and starts again what ends unasked. */
export class Launcher {
  output = '';
  private readonly child: ChildProcess;
  private ended: string | undefined;

  constructor(
    private readonly dataDir: string,
    env: Readonly<Record<string, string>>,
    words: readonly string[] = [],
  ) {
    this.child = spawn(process.execPath, [join(checkout, 'deploy/local/start-distributed.mjs'), ...words], {
      env: { ...withoutSettings(process.env), NODE_ENV: 'production', ...env, DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    this.child.once('exit', (code, signal) => {
      this.ended = `exit code ${String(code ?? signal)}`;
    });
  }

  /** Its own folder within the data folder. */
  get folder(): string {
    return join(this.dataDir, 'distributed');
  }

  /** Resolves when it says that all is ready. */
  async ready(timeoutMs: number): Promise<void> {
    const isReady = (): boolean => this.output.includes('Komitmen is ready');
    await eventually(
      () => {
        if (!isReady() && this.ended === undefined) throw new Error(`the launcher has not come far enough:\n${this.output}`);
      },
      { timeoutMs, everyMs: 100 },
    );
    if (!isReady()) throw new Error(`the launcher stopped with ${String(this.ended)}:\n${this.output}`);
  }

  /** What it says of every end that it did not ask for. */
  unaskedEnds(): string[] {
    return this.output.split('\n').filter((line) => line.includes('stopped unasked'));
  }

  rows(): Row[] {
    return JSON.parse(readFileSync(join(this.folder, 'processes.json'), 'utf8')) as Row[];
  }

  services(): ServiceInstance[] {
    return this.rows().flatMap(({ name: service, instance, port, operationsPort }) =>
      port === null || operationsPort === null ? [] : [new LaunchedService({ service, instance, port, operationsPort }, this)],
    );
  }

  async stop(): Promise<void> {
    if (this.ended !== undefined) return;
    this.child.kill('SIGTERM');
    await eventually(() => expectEnded(this.ended), { timeoutMs: STOP_MS }).catch(() => this.child.kill('SIGKILL'));
  }
}

function expectEnded(ended: string | undefined): void {
  if (ended === undefined) throw new Error('the launcher still runs');
}

/** A service that the launcher watches over. */
class LaunchedService extends ServiceInstance {
  constructor(
    place: Place,
    private readonly launcher: Launcher,
  ) {
    super(place);
  }

  get pid(): number {
    const pid = this.find();
    if (pid === null) throw new Error(`${this.name} does not run`);
    return pid;
  }

  async kill(): Promise<void> {
    const { pid } = this;
    process.kill(pid, 'SIGKILL');
    await eventually(() => {
      if (this.find() === pid) throw new Error(`the launcher has not seen the end of ${this.name}`);
    });
  }

  private find(): number | null {
    const { service, instance } = this.place;
    return this.launcher.rows().find((row) => row.name === service && row.instance === instance)?.pid ?? null;
  }
}
