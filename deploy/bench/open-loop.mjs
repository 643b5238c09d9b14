// Load at a steady rate whatever the answers do.
import { now, pause } from './measure.mjs';

/**
 * Calls `one` at `rate` a second, each at its intended moment, without waiting for those before it; `one` resolves to the
 * moment at which its effect was seen. Each time is counted from the intended moment: whoever is late in asking is late.
 */
export async function openLoop(one, { rate, seconds, warmUpSeconds = 2 }) {
  const all = Math.round(rate * (seconds + warmUpSeconds));
  const warmUp = Math.round(rate * warmUpSeconds);
  const begun = now();
  const asked = [];
  while (asked.length < all) {
    const due = Math.min(all, Math.floor(((now() - begun) / 1000) * rate) + 1);
    while (asked.length < due) {
      const intended = begun + (asked.length / rate) * 1000;
      asked.push(one(asked.length).then((seen) => seen - intended));
    }
    await pause(1);
  }
  return (await Promise.all(asked)).slice(warmUp);
}
