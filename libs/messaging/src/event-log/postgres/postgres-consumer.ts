import type { Pool } from 'pg';
import { Backoff } from '../../backoff';
import { WakeSignal } from '../../wake-signal';
import {
  AssignmentLostError,
  type BatchHandler,
  type ConsumerOptions,
  type EventLogConsumer,
  type LogBatch,
  type TopicPartition,
} from '../event-log';
import { GroupMembership } from './group-membership';
import { fetchStatement, group, type Fetched, type RecordRow } from './fetching';
import type { TopicSignals } from './topic-signals';

const MOST_PER_BATCH = 1_000;

export class PostgresConsumer implements EventLogConsumer {
  readonly group: string;
  private readonly membership: GroupMembership;
  private readonly signal = new WakeSignal();
  private readonly statement: string;
  private readonly maxRecords: number;
  private loop: Promise<void> | undefined;
  private stopping = false;
  private turn = 0;

  constructor(
    private readonly pool: Pool,
    schema: string,
    private readonly options: ConsumerOptions,
    leaseMs: number,
    private readonly signals: TopicSignals,
  ) {
    this.group = options.group;
    this.maxRecords = Math.min(options.maxRecords ?? MOST_PER_BATCH, MOST_PER_BATCH);
    this.statement = fetchStatement(schema);
    this.membership = new GroupMembership(pool, schema, options.group, options.topics, leaseMs);
  }

  async run(handler: BatchHandler): Promise<void> {
    if (this.loop) throw new Error(`a consumer of ${this.group} runs already`);
    await new Promise<void>((joined) => {
      this.loop = this.work(handler, joined).finally(joined);
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.signal.wake();
    await this.loop;
  }

  assignments(): TopicPartition[] {
    return this.membership.assignments().map(({ topic, partition }) => ({ topic, partition }));
  }

  private async work(handler: BatchHandler, joined: () => void): Promise<void> {
    const unsubscribe = this.signals.subscribe(this.options.topics, () => this.signal.wake());
    const keepAlive = setInterval(() => void this.membership.renewWhenDue().catch(() => undefined), 250);
    const backoff = new Backoff();
    while (!this.stopping) {
      try {
        await this.membership.renewWhenDue();
        joined();
        await this.round(handler);
        backoff.reset();
      } catch (error) {
        if (error instanceof AssignmentLostError) continue;
        this.options.onTrouble?.(error);
        await this.signal.pause(backoff.next());
      }
    }
    clearInterval(keepAlive);
    unsubscribe();
    await this.membership.leave().catch((error: unknown) => this.options.onTrouble?.(error));
  }

  private async round(handler: BatchHandler): Promise<void> {
    const fetched = await this.fetch();
    if (fetched.length === 0) return this.signal.idle();
    this.signal.busy();
    for (const batch of fetched) {
      if (this.stopping) return;
      if (this.membership.find(batch)?.mine) await this.deliver(batch, handler);
    }
  }

  private async deliver(batch: Fetched, handler: BatchHandler): Promise<void> {
    const held = this.membership.find(batch);
    const last = batch.records.at(-1);
    if (!held || !last) return;
    try {
      await this.membership.whileBusy(batch, () => handler(this.toLogBatch(batch)));
      held.position = last.offset + 1n;
    } catch (error) {
      held.position = held.committed;
      throw error;
    }
  }

  private toLogBatch({ topic, partition, records, highWatermark }: Fetched): LogBatch {
    const place = { topic, partition };
    return {
      topic,
      partition,
      records,
      highWatermark,
      commit: (nextOffset) => this.membership.commit(place, nextOffset),
      heartbeat: () => this.membership.heartbeat(place),
    };
  }

  private async fetch(): Promise<Fetched[]> {
    const held = this.membership.assignments();
    if (held.length === 0) return [];
    // Another partition is first each time, so that a full fetch starves none.
    this.turn = (this.turn + 1) % held.length;
    const asked = [...held.slice(this.turn), ...held.slice(0, this.turn)];
    const { rows } = await this.pool.query<RecordRow>(this.statement, [
      asked.map((one) => one.topic),
      asked.map((one) => one.partition),
      asked.map((one) => one.position.toString()),
      this.maxRecords,
    ]);
    return group(rows);
  }
}
