/** One incarnation of a service's process: it ends with a crash, and another one takes its place. */
export class Process {
  alive = true;
  /** It stands still until then, as after SIGSTOP; the world goes on. */
  pausedUntil = 0;

  constructor(
    readonly name: string,
    /** How far its clock is off, in milliseconds. */
    readonly skewMs = 0,
  ) {}
}

/** Whoever has it can take back what was planned. */
export interface Planned {
  cancelled: boolean;
}

interface Step extends Planned {
  time: number;
  order: number;
  owner: Process | null;
  run: () => void;
}

const isBefore = (a: Step, b: Step): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);

/** Resolves when no promise is left to be settled: ticks come after all of them. */
const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/**
 * Time without a clock. One step runs at a time, with everything that follows from it without waiting; then the next, in the order
 * of their times. A step belongs to a process, or to the world: one of a dead process never runs, one of a paused process later.
 */
export class Scheduler {
  /** Milliseconds since the beginning. */
  now = 0;
  /** Whose step runs now. */
  current: Process | null = null;
  private order = 0;
  private readonly steps: Step[] = [];

  plan(delayMs: number, owner: Process | null, run: () => void): Planned {
    const step = { time: this.now + Math.max(0, delayMs), order: (this.order += 1), owner, run, cancelled: false };
    this.push(step);
    return step;
  }

  /** Runs until that time has come, or `isDone` says so. @returns the number of steps. */
  async runUntil(time: number, isDone: () => boolean = () => false): Promise<number> {
    for (let steps = 0; ;) {
      const step = this.steps[0];
      if (!step || step.time > time) {
        this.now = time;
        return steps;
      }
      this.pop();
      this.now = step.time;
      if (step.cancelled || step.owner?.alive === false) continue;
      if (step.owner && step.owner.pausedUntil > this.now) {
        step.time = step.owner.pausedUntil;
        this.push(step);
        continue;
      }
      this.current = step.owner;
      step.run();
      await settled();
      this.current = null;
      steps += 1;
      if (isDone()) return steps;
    }
  }

  private push(step: Step): void {
    let place = this.steps.push(step) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.steps[above];
      if (!parent || !isBefore(step, parent)) break;
      this.steps[place] = parent;
      place = above;
    }
    this.steps[place] = step;
  }

  private pop(): void {
    const last = this.steps.pop();
    if (!last || this.steps.length === 0) return;
    let place = 0;
    for (;;) {
      const [left, right] = [this.steps[2 * place + 1], this.steps[2 * place + 2]];
      const below = right && left && isBefore(right, left) ? right : left;
      if (!below || !isBefore(below, last)) break;
      this.steps[place] = below;
      place = 2 * place + (below === left ? 1 : 2);
    }
    this.steps[place] = last;
  }
}
