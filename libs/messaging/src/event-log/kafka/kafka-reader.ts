import { randomUUID } from 'node:crypto';
import type { EachBatchPayload } from 'kafkajs';
import type { BatchHandler, EventLogConsumer, LogBatch, ReaderOptions, RecordPosition, RecordRange } from '../event-log';
import type { BrokerAddress } from './broker-connection';
import { Delivery } from './delivery';
import { GroupSession, heartbeatIntervalOf } from './group-session';
import type { KafkaAdministration } from './kafka-administration';
import { SessionKeeper } from './session-keeper';
import type { Stopping } from './stopping';

const MOST_PER_BATCH = 1_000;

export interface KafkaReaderOptions extends ReaderOptions {
  address: BrokerAddress;
  administration: KafkaAdministration;
  sessionTimeoutMs: number;
}

const nameOf = ({ topic, partition }: { topic: string; partition: number }): string => `${topic}/${partition}`;

/** Reads ranges from their beginning to their end, in a group of its own for each session; positions are kept in memory. */
export class KafkaReader implements EventLogConsumer {
  readonly group = '';
  private readonly positions = new Map<string, RecordPosition>();
  private readonly ends: ReadonlyMap<string, bigint>;
  private readonly topics: readonly string[];
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

  private async handOver(batch: LogBatch, handler: BatchHandler): Promise<void> {
    const { topic, partition } = batch;
    const end = this.ends.get(nameOf(batch)) ?? 0n;
    const position = this.positions.get(nameOf(batch))?.offset ?? end;
    const records = batch.records.filter(({ offset }) => offset >= position && offset < end);
    const last = records.at(-1);
    if (!last) return;
    await handler({ ...batch, records, commit: () => Promise.resolve() });
    this.positions.set(nameOf(batch), { topic, partition, offset: last.offset + 1n });
    if (this.isDone()) this.keeper?.stopping.ask();
  }

  private isDone(): boolean {
    return [...this.positions].every(([name, { offset }]) => offset >= (this.ends.get(name) ?? 0n));
  }
}
