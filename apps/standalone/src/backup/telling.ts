import type { Say } from '../first-start';

const EVERY_MS = 5_000;

export const counted = (count: number, what: string): string => `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;

/** A step of a pipeline that changes nothing and says every few seconds how much has passed. */
export function telling(title: string, say: Say): (chunks: AsyncIterable<Buffer>) => AsyncIterable<Buffer> {
  return async function* (chunks) {
    let bytes = 0;
    let tellAt = Date.now() + EVERY_MS;
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (Date.now() > tellAt) {
        say(`${title}: ${Math.round(bytes / 1_000_000)} MB so far ...`);
        tellAt = Date.now() + EVERY_MS;
      }
      yield chunk;
    }
  };
}
