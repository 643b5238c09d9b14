// processes.json: what runs now, for people, for tests, and for the next start after this one was killed.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readJson } from '../server-process.mjs';
import { processIdentity } from './built.mjs';

const KILL_AFTER_MS = 15_000;

const fileIn = (folder) => join(folder, 'processes.json');

/** The settings are those that the launcher gave by name; secrets are in none of them. */
export function writeProcesses(folder, programs) {
  const rows = programs.map(({ name, instance, pid = null, identity, port, operationsPort, script, words = [], settings, logFile }) => ({
    name,
    instance,
    pid,
    port,
    operationsPort,
    environment: settings,
    program: [`dist/apps/${script}`, ...words],
    log: logFile,
    identity: pid === null ? null : identity,
  }));
  writeFileSync(`${fileIn(folder)}.new`, `${JSON.stringify(rows, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${fileIn(folder)}.new`, fileIn(folder));
}

export function forgetProcesses(folder) {
  rmSync(fileIn(folder), { force: true });
}

/** Programs end by themselves when their launcher is gone; this waits for those that have not yet, and ends those that cannot. */
export async function endLeftBehind(folder, say) {
  const known = readJson(fileIn(folder));
  if (!Array.isArray(known)) return;
  const runs = ({ pid, identity }) => Number.isInteger(pid) && identity && processIdentity(pid) === identity;
  const left = known.filter(runs);
  if (left.length > 0)
    say(`Stopping what an earlier run left behind: ${left.map(({ name, pid }) => `${name} (process ${pid})`).join(', ')}.`);
  for (const one of left) signal(one, 'SIGTERM');
  const killAt = Date.now() + KILL_AFTER_MS;
  while (left.some(runs)) {
    if (Date.now() > killAt) for (const one of left.filter(runs)) signal(one, 'SIGKILL');
    await delay(50);
  }
}

function signal({ pid }, name) {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself.
  }
}
