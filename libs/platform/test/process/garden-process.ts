import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

export interface ProbeAnswer {
  readonly status: number;
  readonly text: string;
}

/** The garden in a process of its own, with what it printed. */
export class GardenProcess {
  readonly lines: string[] = [];
  exitCode: number | null = null;
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;

  constructor(
    private readonly ports: { readonly api: number; readonly operations: number },
    environment: Readonly<Record<string, string>>,
  ) {
    const program = [join(__dirname, '../../../../deploy/local/run-typescript.mjs'), join(__dirname, 'garden.main.ts')];
    const env = { PATH: process.env['PATH'] ?? '', PORT: String(ports.api), OPERATIONS_PORT: String(ports.operations), ...environment };
    this.child = spawn(process.execPath, program, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.lines.push(...text.split('\n').filter((line) => line !== '')));
    }
    this.child.on('exit', (code) => (this.exitCode = code));
    this.ended = once(this.child, 'close');
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ending();
  }

  async ending(): Promise<number | null> {
    await this.ended;
    return this.exitCode;
  }

  api(path: string): Promise<ProbeAnswer> {
    return ask(this.ports.api, path);
  }

  probe(path: '/livez' | '/readyz' | '/metrics'): Promise<ProbeAnswer> {
    return ask(this.ports.operations, path);
  }
}

async function ask(port: number, path: string): Promise<ProbeAnswer> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(5_000) });
  return { status: response.status, text: await response.text() };
}
