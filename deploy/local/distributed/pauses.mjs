const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;
/** What ran this long was well: its next end is a new matter. */
const WELL_AFTER_MS = 60_000;

/** How long to wait before something is started again: longer each time, as an orchestrator does. */
export class Pauses {
  next_ = FIRST_MS;
  begunAt = Date.now();

  begun() {
    this.begunAt = Date.now();
  }

  next() {
    if (Date.now() - this.begunAt > WELL_AFTER_MS) this.next_ = FIRST_MS;
    const pause = this.next_;
    this.next_ = Math.min(pause * 2, LONGEST_MS);
    return pause;
  }
}
