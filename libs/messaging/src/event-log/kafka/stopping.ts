import { setTimeout as delay } from 'node:timers/promises';

/** Whether and when something was asked to stop; ends every pause. */
export class Stopping {
  readonly whenAsked: Promise<void>;
  private readonly controller = new AbortController();

  constructor() {
    this.whenAsked = new Promise((resolve) => this.controller.signal.addEventListener('abort', () => resolve(), { once: true }));
  }

  isAsked(): boolean {
    return this.controller.signal.aborted;
  }

  ask(): void {
    this.controller.abort();
  }

  async pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.controller.signal }).catch(() => undefined);
  }
}
