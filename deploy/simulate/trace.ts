import type { Scheduler } from './scheduler';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** What happened, in order: always as a hash, and as lines where somebody wants to read them. */
export class Trace {
  /** How often what befell the world. */
  readonly tally: Record<string, number> = {};
  private state = FNV_OFFSET;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly print?: (line: string) => void,
  ) {}

  get hash(): string {
    return this.state.toString(16).padStart(8, '0');
  }

  /** `what` holds no ids: they differ from run to run. */
  note(what: string): void {
    const { now, current } = this.scheduler;
    const who = current?.name ?? 'world';
    this.mix(`${now.toFixed(3)} ${who} ${what}`);
    this.print?.(`${now.toFixed(3).padStart(10)}  ${who.padEnd(18)} ${what}`);
  }

  happened(what: string): void {
    this.tally[what] = (this.tally[what] ?? 0) + 1;
  }

  private mix(text: string): void {
    for (let place = 0; place < text.length; place += 1) this.state = Math.imul(this.state ^ text.charCodeAt(place), FNV_PRIME) >>> 0;
  }
}
