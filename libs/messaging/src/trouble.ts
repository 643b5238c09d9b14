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
