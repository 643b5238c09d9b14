// Load at a steady rate whatever the answers do.
import { setTimeout as timer } from 'node:timers/promises';
import { now, pause } from './measure.mjs';

/** After the last was asked. An effect that never comes is a loss, not a long time. */
const SEEN_WITHIN_MS = 120_000;

/**
 * Calls `one` at `rate` a second, each at its intended moment, without waiting for those before it; `one` resolves to the
 * moment at which its effect was seen. Each time is counted from the intended moment: whoever is late in asking is late.
 */
export async function openLoop(one, { rate, seconds, warmUpSeconds = 2 }) {
  const all = Math.round(rate * (seconds + warmUpSeconds));
  const warmUp = Math.round(rate * warmUpSeconds);
  const begun = now();
  const asked = [];
  let seenByNow = 0;
  while (asked.length < all) {
    const due = Math.min(all, Math.floor(((now() - begun) / 1000) * rate) + 1);
    while (asked.length < due) {
      const intended = begun + (asked.length / rate) * 1000;
      asked.push(
        one(asked.length).then((seen) => {
          seenByNow += 1;
          return seen - intended;
        }),
      );
    }
    await pause(1);
  }
  const within = new AbortController();
  const lost = timer(SEEN_WITHIN_MS, undefined, { signal: within.signal }).then(() => {
    throw new Error(`${all - seenByNow} of ${all} had no effect ${SEEN_WITHIN_MS / 1000} s after the last was asked`);
  });
  lost.catch(() => undefined);
  try {
    return (await Promise.race([Promise.all(asked), lost])).slice(warmUp);
  } finally {
    within.abort();
  }
}
