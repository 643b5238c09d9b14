/** Well below the broker's usual limit of 1 MB a batch. */
const MOST_BYTES_PER_SEND = 500_000;

/** Cuts what is to be sent into requests, in order; what is larger than a request is one of its own. */
export function* inParts<T>(all: readonly T[], sizeOf: (one: T) => number): Generator<T[]> {
  let part: T[] = [];
  let bytes = 0;
  for (const one of all) {
    const size = sizeOf(one);
    if (part.length > 0 && bytes + size > MOST_BYTES_PER_SEND) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(one);
    bytes += size;
  }
  if (part.length > 0) yield part;
}
