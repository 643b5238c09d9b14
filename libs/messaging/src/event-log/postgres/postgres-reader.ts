import type { Pool } from 'pg';
import { Backoff } from '../../backoff';
import { WakeSignal } from '../../wake-signal';
import type { BatchHandler, EventLogConsumer, LogBatch, ReaderOptions, RecordRange, StoredRecord } from '../event-log';
import { fetchStatement, group, type RecordRow } from './fetching';

const MOST_PER_BATCH = 1_000;
/** While one partition's batch waits for the database, those of others are computed. */
const PARTITIONS_AT_ONCE = 3;

/** Reads ranges from their beginning to their end, with nothing but positions in memory. */
export class PostgresReader implements EventLogConsumer {
  readonly group = '';
  private readonly waiting: RecordRange[];
  private readonly maxRecords: number;
  private readonly signal = new WakeSignal();
  private work: Promise<unknown> | undefined;
  private stopping = false;

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    private readonly options: ReaderOptions,
  ) {
    this.waiting = options.ranges.filter(({ from, to }) => from < to);
    this.maxRecords = Math.min(options.maxRecords ?? MOST_PER_BATCH, MOST_PER_BATCH);
  }

  run(handler: BatchHandler): Promise<void> {
    this.work ??= Promise.all(Array.from({ length: PARTITIONS_AT_ONCE }, () => this.readOneByOne(handler)));
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.signal.wake();
    await this.work;
  }

  assignments(): readonly RecordRange[] {
    return this.options.ranges;
  }

  private async readOneByOne(handler: BatchHandler): Promise<void> {
    for (let range = this.waiting.shift(); range && !this.stopping; range = this.waiting.shift()) await this.readWhole(range, handler);
  }

  private async readWhole(range: RecordRange, handler: BatchHandler): Promise<void> {
    const backoff = new Backoff();
    for (let position = range.from; position < range.to && !this.stopping;) {
      try {
        const batch = await this.fetch(range, position);
        if (batch.records.length > 0) await handler(batch);
        position = (batch.records.at(-1)?.offset ?? range.to - 1n) + 1n;
        backoff.reset();
      } catch (error) {
        this.options.onTrouble?.(error);
        await this.signal.pause(backoff.next());
      }
    }
  }

  private async fetch({ topic, partition, to }: RecordRange, position: bigint): Promise<LogBatch> {
    const { rows } = await this.pool.query<RecordRow>(fetchStatement(this.schema), [
      [topic],
      [partition],
      [position.toString()],
      this.maxRecords,
    ]);
    const [fetched] = group(rows);
    const records: StoredRecord[] = fetched?.records.filter(({ offset }) => offset < to) ?? [];
    const ignore = (): Promise<void> => Promise.resolve();
    return { topic, partition, records, highWatermark: fetched?.highWatermark ?? to, commit: ignore, heartbeat: ignore };
  }
}
