import { setTimeout as delay } from 'node:timers/promises';
import { Expected } from '../server-process.mjs';
import { lastLines } from './program.mjs';

const LIMIT_MS = 180_000;
const MOST_ENDS = 3;

/** Waits until the service says that it serves. @throws Expected when it ends again and again, or says for too long that it does not. */
export async function untilReady(program, isStopping) {
  const givesUpAt = Date.now() + LIMIT_MS;
  for (let last = 'no answer'; !isStopping(); await delay(100)) {
    const state = await look(program.operationsPort);
    if (state === undefined) return;
    last = state === '' ? last : state;
    if (program.ends >= MOST_ENDS)
      throw new Expected(`${program.title} does not start; the end of its log, ${program.logFile}:\n${lastLines(program.logFile)}`);
    if (Date.now() > givesUpAt)
      throw new Expected(`${program.title} is not ready after ${LIMIT_MS / 60_000} minutes: ${last}\nIts log: ${program.logFile}`);
  }
}

/** @returns undefined when it is ready, else what it says of itself. */
async function look(port) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5_000) });
    const text = await response.text();
    return response.status === 200 ? undefined : text;
  } catch {
    return '';
  }
}
