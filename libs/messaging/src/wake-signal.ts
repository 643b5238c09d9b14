const SHORTEST_MS = 50;
const LONGEST_MS = 250;

/** A wait that a signal ends early, for whoever waits; without signals it is a poll that slows down from 50 to 250 ms while nothing happens. */
export class WakeSignal {
  private pending = false;
  private readonly releases = new Set<() => void>();
  private idleMs = SHORTEST_MS;

  wake(): void {
    this.pending = true;
    for (const release of this.releases) release();
  }

  /** Something was found: the next idle wait is short again. */
  busy(): void {
    this.idleMs = SHORTEST_MS;
  }

  /** Waits for the signal, or for the poll's turn. */
  async idle(): Promise<void> {
    await this.pause(this.idleMs);
    this.idleMs = Math.min(this.idleMs * 2, LONGEST_MS);
  }

  /** Waits this long, whatever is signalled meanwhile. */
  async rest(milliseconds: number): Promise<void> {
    if (milliseconds > 0) await new Promise((resolve) => setTimeout(resolve, milliseconds));
  }

  /** Waits for the signal, but at most this long. */
  async pause(milliseconds: number): Promise<void> {
    if (!this.pending) {
      await new Promise<void>((resolve) => {
        const release = (): void => {
          clearTimeout(timer);
          this.releases.delete(release);
          resolve();
        };
        const timer = setTimeout(release, milliseconds);
        this.releases.add(release);
      });
    }
    this.pending = false;
  }
}
