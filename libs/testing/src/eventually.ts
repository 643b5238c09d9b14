import { setTimeout as delay } from 'node:timers/promises';

/** Repeats until `fn` no longer throws and gives back its value; after the limit, throws what it threw last. */
export async function eventually<T>(fn: () => T | Promise<T>, { timeoutMs = 10_000, everyMs = 25 } = {}): Promise<T> {
  const givesUpAt = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await fn();
    } catch (error) {
      if (performance.now() >= givesUpAt) throw error;
    }
    await delay(everyMs);
  }
}
