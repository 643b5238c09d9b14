import { randomUUID } from 'node:crypto';
import type { EachBatchPayload } from 'kafkajs';
import type { BatchHandler, EventLogConsumer, LogBatch, ReaderOptions, RecordPosition, RecordRange } from '../event-log';
import { Backoff } from '../../backoff';
import { within } from '../../within';
import type { BrokerAddress } from './broker-connection';
import { Delivery } from './delivery';
import { GroupSession, heartbeatIntervalOf } from './group-session';
import type { KafkaAdministration } from './kafka-administration';
import { OffsetCommits } from './offset-commits';
import { SessionKeeper } from './session-keeper';
import type { Stopping } from './stopping';

const MOST_PER_BATCH = 1_000;
/** For the batches in hand. */
const STOP_LIMIT_MS = 15_000;

export interface KafkaReaderOptions extends ReaderOptions {
  address: BrokerAddress;
  administration: KafkaAdministration;
  sessionTimeoutMs: number;
}

const ignore = (): Promise<void> => Promise.resolve();

const nameOf = ({ topic, partition }: { topic: string; partition: number }): string => `${topic}/${partition}`;

/** Reads ranges from their beginning to their end, in a group of its own for each session; positions are kept in memory. */
export class KafkaReader implements EventLogConsumer {
  readonly group = '';
  private readonly positions = new Map<string, RecordPosition>();
  private readonly ends: ReadonlyMap<string, bigint>;
  private readonly topics: readonly string[];
  /** Of each partition the last batch, which is handled while the log is asked for more. */
  private readonly inHand = new Map<string, Promise<void>>();
  private keeper: SessionKeeper | undefined;
  private loop: Promise<void> | undefined;

  constructor(private readonly options: KafkaReaderOptions) {
    const ranges = options.ranges.filter(({ from, to }) => from < to);
    this.topics = [...new Set(ranges.map(({ topic }) => topic))];
    this.ends = new Map(ranges.map((range) => [nameOf(range), range.to]));
    for (const { topic, partition, from } of ranges) this.positions.set(nameOf({ topic, partition }), { topic, partition, offset: from });
  }

  run(handler: BatchHandler): Promise<void> {
    const { administration, onTrouble } = this.options;
    this.keeper = new SessionKeeper({
      plan: async (stopping) => ({ from: await this.places(), session: this.newSession(handler, stopping) }),
      sameGroup: false,
      onStarted: () => undefined,
      onEnded: ({ group }) => administration.forgetGroup(group),
      onTrouble: (error) => onTrouble?.(error),
    });
    this.loop = this.isDone() ? Promise.resolve() : this.keeper.run();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.keeper?.stopping.ask();
    await this.loop;
    await within(STOP_LIMIT_MS, Promise.all(this.inHand.values()));
  }

  assignments(): readonly RecordRange[] {
    return this.options.ranges;
  }

  /** Partitions that nothing is wanted of begin at their end: kafkajs would read them from the beginning. */
  private async places(): Promise<RecordPosition[]> {
    const ends = await this.options.administration.highWatermarks(this.topics);
    return ends.map((end) => this.positions.get(nameOf(end)) ?? end);
  }

  private newSession(handler: BatchHandler, stopping: Stopping): GroupSession {
    const { address, sessionTimeoutMs, maxRecords, onTrouble } = this.options;
    const delivery = {
      maxRecords: Math.min(maxRecords ?? MOST_PER_BATCH, MOST_PER_BATCH),
      heartbeatMs: heartbeatIntervalOf(sessionTimeoutMs),
      commits: new OffsetCommits(),
      stopping,
      onTrouble: (error: unknown) => onTrouble?.(error),
    };
    return new GroupSession({
      address,
      group: `${address.clientId}-reads-${randomUUID()}`,
      topics: this.topics,
      sessionTimeoutMs,
      onBatch: (payload: EachBatchPayload) => new Delivery(payload, (batch) => this.handOver(batch, handler), delivery).run(),
      onAssignment: () => undefined,
    });
  }

  /** Resolves when the batch before it is handled; the session goes on meanwhile, so that this one needs no heartbeat. */
  private async handOver(batch: LogBatch, handler: BatchHandler): Promise<void> {
    const name = nameOf(batch);
    await this.inHand.get(name);
    const end = this.ends.get(name) ?? 0n;
    const position = this.positions.get(name)?.offset ?? end;
    const records = batch.records.filter(({ offset }) => offset >= position && offset < end);
    if (records.length > 0) this.inHand.set(name, this.insist({ ...batch, records, commit: ignore, heartbeat: ignore }, handler));
  }

  /** Until the handler resolves, whatever became of the session that brought the batch. Never rejects. */
  private async insist(batch: LogBatch, handler: BatchHandler): Promise<void> {
    const { topic, partition, records } = batch;
    const backoff = new Backoff();
    while (this.keeper?.stopping.isAsked() === false) {
      try {
        await handler(batch);
        this.positions.set(nameOf(batch), { topic, partition, offset: (records.at(-1)?.offset ?? -1n) + 1n });
        if (this.isDone()) this.keeper.stopping.ask();
        return;
      } catch (error) {
        if (!this.keeper.stopping.isAsked()) this.options.onTrouble?.(error);
      }
      await this.keeper.stopping.pause(backoff.next());
    }
  }

  private isDone(): boolean {
    return [...this.positions].every(([name, { offset }]) => offset >= (this.ends.get(name) ?? 0n));
  }
}
