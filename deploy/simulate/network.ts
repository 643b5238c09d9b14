import type { Random } from './random';
import type { Process, Scheduler } from './scheduler';
import type { Trace } from './trace';
import type { Weather } from './weather';

/** What an answer travels on; when it was cut, nobody learns what became of the question. */
export interface Line {
  readonly isCut: boolean;
  cut(): void;
}

export const lineLost = (): Error => new Error('Connection terminated unexpectedly');

/** Between processes and servers: every call is two steps, and between them anything may happen. */
export class Network {
  constructor(
    readonly scheduler: Scheduler,
    readonly random: Random,
    readonly weather: Weather,
    readonly trace: Trace,
    private readonly crash: (process: Process) => void,
  ) {}

  /** The server does the work although the process that asked for it may be dead by then; only a living one hears the answer. */
  call<T>(what: string, work: () => T | Promise<T>, line?: Line): Promise<T> {
    const caller = this.scheduler.current;
    if (!caller) throw new Error(`${what} was asked by nobody`);
    return new Promise((resolve, reject) => {
      this.scheduler.plan(this.latency(), null, () => {
        this.maybeCut(line);
        this.do(work, line).then(
          (result) => this.answer(caller, what, () => (line?.isCut ? reject(lineLost()) : resolve(result))),
          (error: unknown) => {
            const refusal = error instanceof Error ? error : new Error(String(error));
            this.answer(caller, `${what} fails: ${refusal.message}`, () => reject(refusal));
          },
        );
      });
    });
  }

  latency(): number {
    const usual = this.random.between(0.2, 3);
    return this.random.chance(this.weather.slow) ? usual * 100 : usual;
  }

  private async do<T>(work: () => T | Promise<T>, line: Line | undefined): Promise<T> {
    if (line?.isCut) throw lineLost();
    const result = await work();
    this.maybeCut(line);
    return result;
  }

  private answer(caller: Process, what: string, settle: () => void): void {
    this.scheduler.plan(this.latency(), caller, () => {
      this.trace.note(what);
      if (this.random.chance(this.weather.crash)) this.crash(caller);
      else settle();
    });
  }

  private maybeCut(line: Line | undefined): void {
    if (!line || !this.random.chance(this.weather.lineCut)) return;
    this.trace.happened('connections cut');
    line.cut();
  }
}
