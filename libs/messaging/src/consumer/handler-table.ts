import type { MessageHandler } from '@nestjs/microservices';
import { defaultIfEmpty, isObservable, lastValueFrom } from 'rxjs';
import type { Envelope } from '../envelope';
import type { StoredRecord } from '../event-log/event-log';
import type { ChunkContext } from './chunk-context';

/** An event, and the record that brought it. */
export interface Received<T = unknown> {
  readonly event: Envelope<T>;
  readonly record: StoredRecord;
}

/** Names the method whose types these are: Nest binds it anew for each of them. */
export interface RunsOf {
  readonly runsOf?: symbol;
}

/**
 * Third argument of `@EventPattern`: events of the method's types that follow each other in a chunk come at once, as `Received[]`.
 * What Nest does for a call is then done once for all of them.
 */
export const inRuns = (): RunsOf => ({ runsOf: Symbol('runs') });

interface Bound extends RunsOf {
  readonly handle: MessageHandler;
}

/** The handlers of a service by event type; several for one type run in turn, in the order of registration. */
export class HandlerTable {
  private readonly byType = new Map<string, Bound[]>();

  add(type: string, handle: MessageHandler, { runsOf }: RunsOf = {}): void {
    this.byType.set(type, [...(this.byType.get(type) ?? []), { handle, ...(runsOf && { runsOf }) }]);
  }

  has(type: string): boolean {
    return this.byType.has(type);
  }

  types(): string[] {
    return [...this.byType.keys()].sort();
  }

  /** Cuts events into what is handed over at once: those that follow each other and have the same handlers, all of them in runs. */
  runsOf(received: readonly Received[]): Received[][] {
    const runs: Received[][] = [];
    let last: readonly Bound[] = [];
    for (const one of received) {
      const bound = this.byType.get(one.event.type) ?? [];
      if (inSameRun(last, bound)) runs.at(-1)?.push(one);
      else runs.push([one]);
      last = bound;
    }
    return runs;
  }

  async run(run: readonly Received[], context: ChunkContext): Promise<void> {
    const [first] = run;
    for (const { handle, runsOf } of this.byType.get(first?.event.type ?? '') ?? []) {
      const result: unknown = await handle(runsOf === undefined ? first?.event : run, context);
      if (isObservable(result)) await lastValueFrom(result.pipe(defaultIfEmpty(undefined)));
    }
  }
}

const inSameRun = (some: readonly Bound[], others: readonly Bound[]): boolean =>
  some.length > 0 &&
  some.length === others.length &&
  some.every(({ runsOf }, index) => runsOf !== undefined && runsOf === others[index]?.runsOf);
