import { Logger } from '@nestjs/common';
import { Backoff } from '../backoff';
import { DefectiveRecordError } from '../cloud-event';
import {
  AssignmentLostError,
  PARTITIONS_PER_TOPIC,
  type EventLog,
  type EventLogConsumer,
  type LogBatch,
  type PartitionLag,
  type StoredRecord,
  type TopicPartition,
} from '../event-log/event-log';
import { isTransient } from '../transient-error';
import { WakeSignal } from '../wake-signal';
import type { Chunk, ChunkMode, ChunkProcessor } from './chunk-processor';

const MOST_PER_CHUNK = 1_000;
const ATTEMPTS = 3;
/** Trouble that is not told again for so long is over: whatever waits tries again every few seconds. */
const TROUBLE_LASTS_MS = 30_000;

export interface GroupConsumerOptions {
  eventLog: EventLog;
  group: string;
  topics: readonly string[];
  generation: number;
  /** Records before this offset are handled without publishing: an earlier generation published for them. */
  silentBefore: (place: TopicPartition) => bigint;
  chunkSize?: number;
}

class ConsumerStoppedError extends Error {
  override readonly name = 'ConsumerStoppedError';
}

export const sumOf = (lags: readonly PartitionLag[]): bigint => lags.reduce((sum, one) => sum + one.lag, 0n);

/** One generation's way through the log: chunks, retries, and dead letters for what no retry cures. Nothing thrown escapes. */
export class GroupConsumer {
  lastProgressAt = new Date();
  stoppedReason: string | null = null;
  private readonly logger: Logger;
  private readonly signal = new WakeSignal();
  private readonly chunkSize: number;
  private consumer: EventLogConsumer | undefined;
  private loop: Promise<void> | undefined;
  private stopping = false;
  private inHand = 0;
  private lastTrouble: { readonly message: string; readonly at: number } | null = null;

  constructor(
    private readonly options: GroupConsumerOptions,
    private readonly processor: ChunkProcessor,
  ) {
    this.logger = new Logger(`${GroupConsumer.name} ${options.group}`);
    this.chunkSize = Math.min(options.chunkSize ?? MOST_PER_CHUNK, MOST_PER_CHUNK);
  }

  /** Why it waits now, null when it does not. */
  get trouble(): string | null {
    const { lastTrouble } = this;
    return lastTrouble !== null && Date.now() - lastTrouble.at < TROUBLE_LASTS_MS ? lastTrouble.message : null;
  }

  start(): void {
    this.loop ??= this.join().catch((error: unknown) => {
      this.stoppedReason = error instanceof Error ? error.message : String(error);
      this.logger.error(`stopped: ${this.stoppedReason}`);
    });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.signal.wake();
    await this.loop;
    await this.consumer?.stop();
  }

  isRunning(): boolean {
    return this.loop !== undefined && !this.stopping && this.stoppedReason === null;
  }

  /** How much of the group's lag is this process's own: of the partitions given to it, or at least what it has in hand. */
  waiting(lags: readonly PartitionLag[]): bigint {
    const own = this.consumer?.assignments() ?? [];
    const sum = sumOf(lags.filter((lag) => own.some(({ topic, partition }) => topic === lag.topic && partition === lag.partition)));
    return this.inHand > 0 && sum === 0n ? 1n : sum;
  }

  private async join(): Promise<void> {
    const { eventLog, group, topics } = this.options;
    await this.persist(() => eventLog.requireTopics(topics.map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC }))));
    this.lastTrouble = null;
    if (this.stopping) return;
    this.consumer = eventLog.consumer({ group, topics, maxRecords: this.chunkSize, onTrouble: (error) => this.note(error) });
    // Not awaited: a log that is away at first is joined as soon as it answers.
    void this.consumer
      .run((batch) => this.onBatch(batch))
      .catch((error: unknown) => {
        this.stoppedReason = error instanceof Error ? error.message : String(error);
      });
  }

  private async onBatch(batch: LogBatch): Promise<void> {
    this.inHand += 1;
    this.lastTrouble = null;
    try {
      await this.handleBatch(batch);
    } finally {
      this.inHand -= 1;
    }
  }

  private async handleBatch(batch: LogBatch): Promise<void> {
    for (const chunk of this.chunksOf(batch)) {
      this.advanced();
      await this.handle(chunk, batch);
      this.advanced();
      const last = chunk.records.at(-1);
      if (last) await batch.commit(last.offset + 1n);
    }
  }

  private advanced(): void {
    this.lastProgressAt = new Date();
  }

  /** Chunks of the stated size; none straddles the offset from which on this generation publishes. */
  private chunksOf(batch: LogBatch): Chunk[] {
    const { topic, partition, highWatermark } = batch;
    const loudFrom = this.options.silentBefore(batch);
    const chunks: Chunk[] = [];
    for (const records of [batch.records.filter((r) => r.offset < loudFrom), batch.records.filter((r) => r.offset >= loudFrom)]) {
      for (let start = 0; start < records.length; start += this.chunkSize) {
        chunks.push({ topic, partition, highWatermark, records: records.slice(start, start + this.chunkSize) });
      }
    }
    return chunks;
  }

  private async handle(chunk: Chunk, batch: LogBatch): Promise<void> {
    const mode = this.modeOf(chunk);
    try {
      await this.persist(() => this.processor.process(chunk, mode, () => this.advanced()), batch);
      this.lastTrouble = null;
      return;
    } catch (error) {
      if (isLeaving(error)) throw error;
    }
    for (const record of chunk.records) {
      await this.handleAlone(record, chunk, mode, batch);
      this.advanced();
      await this.heartbeat(batch);
    }
  }

  private async handleAlone(record: StoredRecord, chunk: Chunk, mode: ChunkMode, batch: LogBatch): Promise<void> {
    const backoff = new Backoff();
    for (let attempts = 1; ; attempts += 1) {
      try {
        await this.persist(() => this.processor.process({ ...chunk, records: [record] }, mode, () => this.advanced()), batch);
        return;
      } catch (error) {
        if (isLeaving(error)) throw error;
        if (attempts === ATTEMPTS || error instanceof DefectiveRecordError) {
          this.logger.error(`set aside ${record.topic}/${record.partition}/${record.offset}`, error instanceof Error ? error.stack : error);
          await this.insist(() => this.processor.bury(record, { error, attempts }, mode), batch);
          return;
        }
        await this.pause(backoff.next());
      }
    }
  }

  /** Repeats `work` while what fails is the machinery; rejects with what no waiting cures. */
  private async persist(work: () => Promise<void>, batch?: LogBatch): Promise<void> {
    return this.retry(work, isTransient, batch);
  }

  /** Repeats `work` whatever fails. */
  private async insist(work: () => Promise<void>, batch: LogBatch): Promise<void> {
    return this.retry(work, () => true, batch);
  }

  private async retry(work: () => Promise<void>, isWorthIt: (error: unknown) => boolean, batch?: LogBatch): Promise<void> {
    const backoff = new Backoff();
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        if (!isWorthIt(error)) throw error;
        this.note(error);
      }
      await this.pause(backoff.next());
      if (batch) await this.heartbeat(batch);
    }
  }

  private async heartbeat(batch: LogBatch): Promise<void> {
    try {
      await batch.heartbeat();
    } catch (error) {
      if (!isTransient(error)) throw error;
      this.note(error);
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    if (!this.stopping) await this.signal.pause(milliseconds);
    if (this.stopping) throw new ConsumerStoppedError('the consumer is stopping');
  }

  private modeOf(chunk: Chunk): ChunkMode {
    const first = chunk.records[0];
    const rebuilding = first !== undefined && first.offset < this.options.silentBefore(chunk);
    return { generation: this.options.generation, rebuilding };
  }

  private note(error: unknown): void {
    if (isLeaving(error)) return;
    const message = error instanceof Error ? error.message || error.name : String(error);
    if (this.trouble !== message && !this.stopping) this.logger.warn(`waits: ${message}`);
    this.lastTrouble = { message, at: Date.now() };
  }
}

function isLeaving(error: unknown): boolean {
  return error instanceof ConsumerStoppedError || error instanceof AssignmentLostError;
}
