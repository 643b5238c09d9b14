import type { LogBatch } from '../event-log/event-log';
import { Trouble } from '../trouble';

/** A batch while it is worked on: one that hangs is seen although those of other partitions go on. */
export class BatchInHand {
  /** Of the clock that nobody sets, `performance.now()`. */
  lastProgressAt = performance.now();
  readonly trouble = new Trouble();

  constructor(readonly batch: LogBatch) {}

  readonly advanced = (): void => {
    this.lastProgressAt = performance.now();
  };
}

/** The one that has waited longest. */
export function slowest(batches: Iterable<BatchInHand>): BatchInHand | undefined {
  let found: BatchInHand | undefined;
  for (const one of batches) if (!found || one.lastProgressAt < found.lastProgressAt) found = one;
  return found;
}
