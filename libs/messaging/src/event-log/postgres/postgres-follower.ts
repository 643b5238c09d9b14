import type { Pool } from 'pg';
import { Backoff } from '../../backoff';
import { WakeSignal } from '../../wake-signal';
import type { Following, FollowOptions, RecordPosition, StoredRecord } from '../event-log';
import { fetchStatement, group, type Fetched, type RecordRow } from './fetching';
import type { TopicSignals } from './topic-signals';

const MOST_PER_PARTITION = 1_000;

/** Reads on from the log's end, with nothing but a position in memory. */
export class PostgresFollower implements Following {
  readonly ready: Promise<void>;
  private readonly signal = new WakeSignal();
  private readonly positions = new Map<string, RecordPosition>();
  private readonly loop: Promise<void>;
  private stopping = false;

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    private readonly options: FollowOptions,
    private readonly signals: TopicSignals,
    private readonly handler: (record: StoredRecord) => void,
  ) {
    let started: () => void = () => undefined;
    this.ready = new Promise((resolve) => (started = resolve));
    this.loop = this.work(started);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.signal.wake();
    await this.loop;
  }

  private async work(started: () => void): Promise<void> {
    const unsubscribe = this.signals.subscribe(this.options.topics, () => this.signal.wake());
    const backoff = new Backoff();
    while (!this.stopping) {
      try {
        await this.findEnds();
        started();
        if (await this.round()) this.signal.busy();
        else await this.signal.idle();
        backoff.reset();
      } catch (error) {
        this.options.onTrouble?.(error);
        await this.signal.pause(backoff.next());
      }
    }
    unsubscribe();
    started();
  }

  /** A topic that appears later is read from its beginning on: all of it is new. */
  private async findEnds(): Promise<void> {
    if (this.options.topics.every((topic) => this.positions.has(`${topic}/0`))) return;
    const fresh = this.positions.size > 0;
    const { rows } = await this.pool.query<{ topic: string; partition: number; next_offset: string }>(
      `SELECT topic, partition, next_offset FROM ${this.schema}.partitions WHERE topic = ANY ($1)`,
      [this.options.topics],
    );
    for (const { topic, partition, next_offset } of rows) {
      const place = `${topic}/${partition}`;
      if (!this.positions.has(place)) this.positions.set(place, { topic, partition, offset: fresh ? 0n : BigInt(next_offset) });
    }
    if (!fresh) for (const place of this.options.from ?? []) this.positions.set(`${place.topic}/${place.partition}`, place);
  }

  private async round(): Promise<boolean> {
    const fetched = await this.fetch();
    for (const { topic, partition, records } of fetched) {
      for (const record of records) {
        this.positions.set(`${topic}/${partition}`, { topic, partition, offset: record.offset + 1n });
        this.handler(record);
      }
    }
    return fetched.length > 0;
  }

  private async fetch(): Promise<Fetched[]> {
    const asked = [...this.positions.values()];
    const { rows } = await this.pool.query<RecordRow>(fetchStatement(this.schema), [
      asked.map((one) => one.topic),
      asked.map((one) => one.partition),
      asked.map((one) => one.offset.toString()),
      MOST_PER_PARTITION,
    ]);
    return group(rows);
  }
}
