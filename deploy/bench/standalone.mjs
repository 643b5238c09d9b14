// The standalone application as a process of its own, on an empty folder of its own, started as `npm start` starts it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '../local/prepare.mjs';
import { freePort, signToken } from './built.mjs';
import { now, pause } from './measure.mjs';

export class Standalone {
  static async onEmptyFolder() {
    return new Standalone(mkdtempSync(join(tmpdir(), 'komitmen-bench-')), await freePort());
  }

  constructor(folder, port) {
    this.folder = folder;
    this.url = `http://127.0.0.1:${port}`;
    this.port = port;
  }

  /** Resolves at once; `lines` fills with what is said, each with its time since the start. */
  start() {
    this.lines = [];
    this.begunAt = now();
    const env = {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(this.port),
      DATA_DIR: this.folder,
      DEMO: 'on',
      DEMO_PASSWORD: 'kata-sandi-untuk-uji',
    };
    for (const name of ['DATABASE_URL', 'SMTP_URL', 'KAFKA_BROKERS', 'REDIS_URL', 'npm_lifecycle_event']) delete env[name];
    this.child = spawn(process.execPath, ['deploy/local/start.mjs'], { cwd: checkout, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const { child } = this;
    const stopWithBench = () => child.kill('SIGINT');
    process.once('exit', stopWithBench);
    child.once('exit', () => process.off('exit', stopWithBench));
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (chunk) => this.hear(String(chunk)));
  }

  hear(text) {
    for (const line of text.split('\n').filter(Boolean)) this.lines.push({ ms: now() - this.begunAt, line });
  }

  /** When a line that begins so was said, in ms since the start; undefined until then. */
  saidAt(words) {
    if (this.child.exitCode !== null) throw new Error(`the application ended:\n${this.lines.map(({ line }) => line).join('\n')}`);
    return this.lines.find(({ line }) => line.startsWith(words))?.ms;
  }

  /** A token of the installation's own key, or undefined while there is none yet. */
  async token(role) {
    const file = join(this.folder, 'keys/TOKEN_PRIVATE_KEY');
    return existsSync(file) ? signToken(readFileSync(file, 'utf8'), role) : undefined;
  }

  async stop() {
    if (this.child === undefined || this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGINT');
    if ((await Promise.race([ended, pause(30_000)])) === undefined) {
      this.child.kill('SIGKILL');
      await ended;
    }
  }

  async remove() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
