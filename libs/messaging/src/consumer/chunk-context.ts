import { BaseRpcContext } from '@nestjs/microservices';
import { context as traceContext } from '@opentelemetry/api';
import type { EntityManager } from 'typeorm';
import type { Envelope } from '../envelope';
import type { StoredRecord } from '../event-log/event-log';
import { MessageContext, type MessageContextValues } from '../message-context';
import type { ChunkEnd } from './chunk-end';

export interface ChunkScope {
  consumer: string;
  /** 1 for the first; a rebuild counts on. */
  generation: number;
  /** True while a rebuild catches up: projections only, nothing is published or sent. */
  rebuilding: boolean;
  /** True while a rebuild takes in the past: what follows from it all is judged once, at its end. */
  gathering: boolean;
  transaction: EntityManager;
  end: ChunkEnd;
}

export const causedBy = (event: Envelope, rebuilding: boolean): MessageContextValues => ({
  correlationId: event.correlationid,
  causationId: event.id,
  actor: null,
  rebuilding,
});

/** Runs work as caused by an event: with its correlation, in its trace. */
export type Cause = <T>(work: () => T) => T;

/** What a handler gets beside the event: `@Ctx() ctx: ChunkContext`. */
export class ChunkContext extends BaseRpcContext<[StoredRecord]> {
  readonly consumer: string;
  readonly generation: number;
  readonly rebuilding: boolean;
  readonly gathering: boolean;
  readonly transaction: EntityManager;

  constructor(
    private readonly scope: ChunkScope,
    readonly record: StoredRecord,
  ) {
    super([record]);
    this.consumer = scope.consumer;
    this.generation = scope.generation;
    this.rebuilding = scope.rebuilding;
    this.gathering = scope.gathering;
    this.transaction = scope.transaction;
  }

  /**
   * Runs `work` once per key, in sorted key order, after the chunk's last event and before its commit.
   * The latest registration of a key wins.
   */
  atChunkEnd(key: string, work: () => Promise<void>): void {
    this.scope.end.add(key, work);
  }

  /** For what is done later on behalf of one of several events: those of a run, or of a chunk. */
  causeOf(event: Envelope): Cause {
    const trace = traceContext.active();
    const values = causedBy(event, this.rebuilding);
    return (work) => traceContext.with(trace, () => MessageContext.run(values, work));
  }
}
