import { type Life, lifeAfter, type Progress } from './liveness';
import { within } from './within';

const EVERY_MS = 2_000;
const ANSWERS_WITHIN_MS = 2_000;

export interface Watched {
  progress(): Promise<Progress>;
  /** Asked by a connection of its own: a handler that hangs may hold all the others. */
  databaseAnswers(): Promise<boolean>;
}

/** Looks every two seconds whether the process still lives. */
export class LivenessWatch {
  private life: Life = { quietSince: performance.now(), dead: null };
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private lookedAt = performance.now();

  constructor(
    private readonly watched: Watched,
    private readonly onDeath: (reason: string) => void,
  ) {}

  get dead(): string | null {
    return this.life.dead;
  }

  start(): void {
    this.timer = setInterval(() => void this.look(), EVERY_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      const life = await this.judge();
      if (this.timer === undefined) return;
      this.life = life;
      if (life.dead === null) return;
      this.stop();
      this.onDeath(life.dead);
    } finally {
      this.looking = false;
    }
  }

  private async judge(): Promise<Life> {
    const sinceLastLook = performance.now() - this.lookedAt;
    this.lookedAt = performance.now();
    const unknown = (): Progress => ({ lastProgressAt: 0, waitingHere: null, trouble: null, stoppedReason: null });
    const progress = await within(ANSWERS_WITHIN_MS, this.watched.progress(), unknown);
    const life = lifeAfter(this.life, { at: performance.now(), sinceLastLook, progress, databaseAnswers: true });
    if (life.dead === null || progress.stoppedReason !== null) return life;
    const databaseAnswers = await within(ANSWERS_WITHIN_MS, this.watched.databaseAnswers(), () => false);
    return lifeAfter(this.life, { at: performance.now(), sinceLastLook, progress, databaseAnswers });
  }
}
