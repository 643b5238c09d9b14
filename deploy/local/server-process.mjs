// A server of another make (Kafka, Redis) as a process of this machine: found again, waited for, stopped. No package may be imported here.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** An end that needs no stack: its message says what to do. */
export class Expected extends Error {
  expected = true;
  exitCode = 1;
}

/** Below the ports that the system gives to outgoing connections: none of those can take it while the server is away. */
const FIRST_PORT = 20_000;
const PORTS = 12_000;

/** A port of 127.0.0.1 that nobody uses: the wanted one if it is free, else any. */
export async function freePort(wanted) {
  if (wanted !== undefined && (await isFree(wanted))) return wanted;
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * PORTS);
    if (await isFree(port)) return port;
  }
}

export function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * Starts a server that outlives a Ctrl-C in the terminal (its starter stops it in order) and writes to a log file.
 * `word` is a word of its command line that no other process has: by it a server is known again that a killed starter left behind.
 */
export async function startServer({ command, words, word, cwd, pidFile, logFile, answers, timeoutMs = 180_000, title }) {
  const output = openSync(logFile, 'a', 0o600);
  const child = spawn(command, words, { cwd, detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  let ended;
  const exited = new Promise((resolve) => {
    child.once('error', (error) => resolve((ended = { reason: error.message })));
    child.once('exit', (code, signal) => resolve((ended = { code, signal, reason: `exit code ${code ?? signal}` })));
  });
  if (child.pid !== undefined) writeFileSync(pidFile, JSON.stringify({ pid: child.pid, word }), { mode: 0o600 });

  const kill = async (signal = 'SIGKILL') => {
    if (ended === undefined) child.kill(signal);
    await exited;
  };
  const stop = async (limitMs = 20_000) => {
    if (ended === undefined) child.kill('SIGTERM');
    const limit = new AbortController();
    await Promise.race([exited, delay(limitMs, undefined, { signal: limit.signal }).catch(() => undefined)]);
    limit.abort();
    await kill();
    rmSync(pidFile, { force: true });
  };

  const givesUpAt = Date.now() + timeoutMs;
  while (!(await answers())) {
    if (ended === undefined && Date.now() < givesUpAt) {
      await delay(50);
      continue;
    }
    const reason = ended?.reason ?? `no answer within ${timeoutMs / 1000} s`;
    await kill();
    throw new Expected(`${title} did not start (${reason}). The end of its log, ${logFile}:\n${lastLines(logFile)}`);
  }
  return { pid: child.pid, exited, stop, kill };
}

/** Stops the server that a killed starter left behind on this folder, if there is one. */
export async function stopLeftBehind(pidFile, word, log) {
  const { pid } = readJson(pidFile) ?? {};
  if (!Number.isInteger(pid) || !runsWith(pid, word)) return;
  log(`Stopping process ${pid}, left behind by an earlier run.`);
  const killAt = Date.now() + 15_000;
  send(pid, 'SIGTERM');
  while (runsWith(pid, word)) {
    if (Date.now() > killAt) send(pid, 'SIGKILL');
    await delay(50);
  }
}

/** Whether the process has this very word on its command line. */
export function runsWith(pid, word) {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(word);
    } catch {
      return false;
    }
  }
  const { stdout } = spawnSync('ps', ['-ww', '-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  return `${stdout ?? ''} `.replace('\n', ' ').includes(` ${word} `);
}

export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** What a command prints, both streams together; undefined when there is no such command. */
export function says(command, words) {
  const { error, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  return error ? undefined : `${stdout}${stderr}`;
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself.
  }
}

function lastLines(path) {
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}
