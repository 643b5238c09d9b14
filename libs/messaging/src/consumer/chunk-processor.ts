import type { EntityManager } from 'typeorm';
import { identityOf } from '../cloud-event';
import type { DeadLetterStore, Failure } from '../dead-letter/dead-letter-store';
import type { EventContracts } from '../event-contracts';
import type { RecordPosition, StoredRecord, TopicPartition } from '../event-log/event-log';
import { readEvent } from '../event-reader';
import { MessageContext } from '../message-context';
import { isTracing, traceHandling } from '../trace-context';
import type { UnitOfWork } from '../unit-of-work';
import { causedBy, ChunkContext, type ChunkScope } from './chunk-context';
import { ChunkEnd } from './chunk-end';
import type { HandlerTable, Received } from './handler-table';
import type { Building, Inbox } from './inbox';

export interface Chunk extends TopicPartition {
  records: readonly StoredRecord[];
  highWatermark: bigint;
}

export interface ChunkMode {
  generation: number;
  rebuilding: boolean;
  /** Only with `rebuilding`: the model is judged as a whole later. */
  gathering: boolean;
}

/** Told of each event that its handlers are done with: its type, and their time in seconds, shared by those handed over at once. It may yet be rolled back. */
export type HandledObserver = (type: string, seconds: number) => void;

/** Told of each step inside a chunk, so that slow work can be told from work that hangs. */
export type OnStep = () => void;

const ignore: OnStep = () => undefined;

/** Gives a chunk of records their effect, in one transaction. */
export class ChunkProcessor {
  private readonly observers: HandledObserver[] = [];

  constructor(
    private readonly consumer: string,
    private readonly unitOfWork: UnitOfWork,
    private readonly inbox: Inbox,
    private readonly deadLetters: DeadLetterStore,
    private readonly handlers: HandlerTable,
    private readonly contracts: EventContracts,
  ) {}

  observe(observer: HandledObserver): void {
    this.observers.push(observer);
  }

  /** All or nothing: whatever a handler throws rolls all of it back. A partition has one chunk among them. */
  async process(chunks: readonly Chunk[], building: Building | null, onStep = ignore): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      const held = await this.inbox.lockPartitions(transaction, chunks, building);
      const due = dueOf(chunks, held.next);
      if (due.length === 0) return;
      const mode = { generation: held.generation, rebuilding: building !== null, gathering: building?.gathering === true };
      this.unitOfWork.withCommit(() => this.inbox.advancing(mode.generation, due.map(endOf)));
      const concerning = due.flatMap(({ records }) => records.filter((record) => this.concerns(record)));
      if (concerning.length > 0) await this.handle(transaction, concerning, mode, onStep);
    }, 'chunk.commit');
  }

  /** Sets one record aside, so that the log moves on; not one that another member, which got the partition meanwhile, has handled. */
  async bury(record: StoredRecord, failure: Failure, building: Building | null): Promise<void> {
    await this.unitOfWork.run(async (transaction) => {
      const { generation, next } = await this.inbox.lockPartitions(transaction, [record], building);
      if (!(await this.inbox.holds(transaction, generation, identityOf(record))))
        await this.deadLetters.bury(transaction, generation, record, failure);
      if (record.offset >= (next[0] ?? 0n)) this.unitOfWork.withCommit(() => this.inbox.advancing(generation, [after(record)]));
    }, 'dead-letter.commit');
  }

  /** Gives records their effect that are not handled yet; for the consumer and for replays of dead letters. */
  async apply(transaction: EntityManager, records: readonly StoredRecord[], mode: ChunkMode, onStep = ignore): Promise<void> {
    const received = records.map((record) => ({ record, event: readEvent(record, this.contracts) }));
    const fresh = await this.inbox.claim(
      transaction,
      mode.generation,
      received.map(({ event }) => event.id),
    );
    const due = received.filter(({ event }) => fresh.delete(event.id));
    const scope: ChunkScope = { ...mode, consumer: this.consumer, transaction, end: new ChunkEnd() };
    // A rebuild handles for the second time what its trace has long seen. Each event has a span of its own.
    const traced = isTracing() && !mode.rebuilding;
    for (const run of traced ? due.map((one) => [one]) : this.handlers.runsOf(due)) {
      await this.hand(run, scope, traced);
      onStep();
    }
    await scope.end.run(onStep);
  }

  /** On behalf of the last of them. */
  private async hand(run: readonly Received[], scope: ChunkScope, traced: boolean): Promise<void> {
    const last = run.at(-1);
    if (!last) return;
    const begun = performance.now();
    const work = (): Promise<void> => this.handlers.run(run, new ChunkContext(scope, last.record));
    const place = { consumer: this.consumer, topic: last.record.topic };
    await MessageContext.run(causedBy(last.event, scope.rebuilding), traced ? () => traceHandling(last.event, place, work) : work);
    const seconds = (performance.now() - begun) / 1000 / run.length;
    for (const observer of this.observers) for (const { event } of run) observer(event.type, seconds);
  }

  private async handle(transaction: EntityManager, records: readonly StoredRecord[], mode: ChunkMode, onStep: OnStep): Promise<void> {
    const obstacles = await this.deadLetters.obstacles(transaction, mode.generation, records);
    const free: StoredRecord[] = [];
    for (const record of records) {
      if (obstacles.isDiscarded(record)) continue;
      const blocking = obstacles.blocking(record);
      if (blocking === undefined) free.push(record);
      else await this.deadLetters.park(transaction, blocking, record);
    }
    await this.apply(transaction, free, mode, onStep);
  }

  /** A known event without a handler here is none of this service's business; what is unknown or malformed is. */
  private concerns({ headers }: StoredRecord): boolean {
    const type = headers['ce_type'] ?? '';
    return this.handlers.has(type) || !this.contracts.isKnown(type);
  }
}

/** What of the chunks is not handled yet. An offset beyond the log's end belongs to a log that was replaced; the inbox alone decides then. */
function dueOf(chunks: readonly Chunk[], offsets: readonly bigint[]): Chunk[] {
  return chunks.flatMap((chunk, index) => {
    const next = offsets[index] ?? 0n;
    const records = next > chunk.highWatermark ? chunk.records : chunk.records.filter((record) => record.offset >= next);
    return records.length === 0 ? [] : [{ ...chunk, records }];
  });
}

const after = ({ topic, partition, offset }: RecordPosition): RecordPosition => ({ topic, partition, offset: offset + 1n });

const endOf = ({ topic, partition, records }: Chunk): RecordPosition => after({ topic, partition, offset: records.at(-1)?.offset ?? -1n });
