// A program of ours as a process of its own: told to end in order, started again when it ends unasked, its words in a log file.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { built, checkout } from '../prepare.mjs';
import { Expected } from '../server-process.mjs';
import { processIdentity } from './built.mjs';
import { Pauses } from './pauses.mjs';

const PRELOAD = join(dirname(fileURLToPath(import.meta.url)), 'with-launcher.cjs');
const STOP_LIMIT_MS = 20_000;

/** Starts a built program; its channel ends with this process, and it with its channel. Ctrl-C reaches this process alone. */
function start({ script, words = [], environment, logFile }) {
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(process.execPath, ['--require', PRELOAD, built(script), ...words], {
    cwd: checkout,
    env: environment,
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return child;
}

/** The log of the last run stays beside the new one. */
export function rotate(logFile) {
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
}

export class Program {
  stopping = false;
  ends = 0;
  pauses = new Pauses();

  /**
   * @param options name, instance, script, words, environment (all of it), settings (the part that is worth telling), logFile,
   *   port, operationsPort; `mayEnd`: it is done when it ends with 0.
   * @param hooks say(line), onChange(), onMessage(message)
   */
  constructor(options, { say, onChange, onMessage = () => undefined }) {
    Object.assign(this, options, { say, onChange, onMessage });
  }

  get title() {
    return this.instance === 1 ? this.name : `${this.name} ${this.instance}`;
  }

  start() {
    this.pauses.begun();
    this.child = start(this);
    this.pid = this.child.pid;
    this.identity = this.pid === undefined ? undefined : processIdentity(this.pid);
    this.child.on('message', this.onMessage);
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => resolve(error.message));
      this.child.once('exit', (code, signal) => resolve(code === 0 && this.mayEnd ? undefined : `exit code ${code ?? signal}`));
    });
    void this.ended.then((reason) => this.startAgain(reason));
    this.onChange();
  }

  async startAgain(reason) {
    this.pid = undefined;
    this.ends += 1;
    this.lastEnd = reason;
    if (this.stopping) return;
    this.onChange();
    if (reason === undefined) return;
    const pause = this.pauses.next();
    this.say(`${this.title} stopped unasked (${reason}); starting it again in ${pause / 1000} s. Its log: ${this.logFile}`);
    await delay(pause, undefined, { ref: false });
    if (!this.stopping) this.start();
  }

  async stop() {
    this.stopping = true;
    if (this.pid === undefined) return;
    this.child.kill('SIGTERM');
    const limit = new AbortController();
    await Promise.race([this.ended, delay(STOP_LIMIT_MS, undefined, { signal: limit.signal }).catch(() => undefined)]);
    limit.abort();
    if (this.pid !== undefined) {
      this.say(`${this.title} did not end in time and was killed.`);
      this.child.kill('SIGKILL');
      await this.ended;
    }
  }
}

/** A program that does one thing and ends. @throws Expected with its last words. */
export async function runToEnd(options, tasks) {
  rotate(options.logFile);
  const child = start(options);
  tasks.add(child);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve(exitCode ?? signal));
  });
  tasks.delete(child);
  if (code !== 0) throw new Expected(`${options.failure}:\n${lastLines(options.logFile)}`);
}

export function lastLines(path) {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}
