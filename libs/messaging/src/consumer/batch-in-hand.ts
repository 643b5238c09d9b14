import type { LogBatch } from '../event-log/event-log';

/** Trouble that is not told again for so long is over: whatever waits tries again every few seconds. */
const TROUBLE_LASTS_MS = 30_000;

/** Why something waits, as long as it is told again and again. */
export class Trouble {
  private last: { readonly message: string; readonly at: number } | null = null;

  get message(): string | null {
    return this.last !== null && performance.now() - this.last.at < TROUBLE_LASTS_MS ? this.last.message : null;
  }

  tell(message: string): void {
    this.last = { message, at: performance.now() };
  }

  isOver(): void {
    this.last = null;
  }
}

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
