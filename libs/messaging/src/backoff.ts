const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** Growing pauses between attempts, capped at 5 s. */
export class Backoff {
  private attempt = 0;

  /** Milliseconds to wait before the next attempt. */
  next(): number {
    const milliseconds = Math.min(FIRST_MS * 2 ** this.attempt, LONGEST_MS);
    this.attempt += 1;
    return milliseconds;
  }

  reset(): void {
    this.attempt = 0;
  }
}
