import { setTimeout as delay } from 'node:timers/promises';

/** Limits are those of an idle machine; one that is busy with much else gets so many times as long. */
const PATIENCE = 3;

/** Repeats until `fn` no longer throws and gives back its value; at `PATIENCE` times the limit, throws what it threw last. */
export async function eventually<T>(fn: () => T | Promise<T>, { timeoutMs = 10_000, everyMs = 25 } = {}): Promise<T> {
  const givesUpAt = performance.now() + PATIENCE * timeoutMs;
  for (;;) {
    try {
      return await fn();
    } catch (error) {
      if (performance.now() >= givesUpAt) throw error;
    }
    await delay(everyMs);
  }
}
