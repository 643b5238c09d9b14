import { setTimeout as delay } from 'node:timers/promises';

/** What `work` gives, or `late` once the time is over or when it fails; `work` itself is not ended. */
export async function within<T>(milliseconds: number, work: Promise<T>, late: (error?: unknown) => T): Promise<T> {
  const abort = new AbortController();
  const limit = delay(milliseconds, undefined, { signal: abort.signal, ref: false }).then(
    () => late(),
    () => late(),
  );
  try {
    return await Promise.race([work.catch(late), limit]);
  } finally {
    abort.abort();
  }
}
