import { CannotStart } from '@komitmen/platform';
import { setTimeout as delay } from 'node:timers/promises';
import type { Say } from '../first-start';

const LIMIT_MS = 300_000;
const TELL_EVERY_MS = 10_000;

/** Looks again until it is there; what time does not cure ends the waiting at once. */
export async function waitFor(what: string, look: () => Promise<unknown>, isPassing: (error: unknown) => boolean, say: Say): Promise<void> {
  const begun = performance.now();
  let tellAt = begun + 1_000;
  for (;;) {
    try {
      await look();
      return;
    } catch (error) {
      const reason = error instanceof Error && error.message !== '' ? error.message : 'no answer';
      if (!isPassing(error)) throw new CannotStart(`${what} refuses: ${reason}.`);
      if (performance.now() - begun > LIMIT_MS)
        throw new CannotStart(`${what} did not answer within ${LIMIT_MS / 60_000} minutes (${reason}).`);
      if (performance.now() > tellAt) {
        say(`Waiting for ${what} (${reason}) ...`);
        tellAt = performance.now() + TELL_EVERY_MS;
      }
    }
    await delay(500);
  }
}
