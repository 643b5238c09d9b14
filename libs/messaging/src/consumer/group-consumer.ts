import { Logger } from '@nestjs/common';
import { Backoff } from '../backoff';
import { DefectiveRecordError } from '../cloud-event';
import { takeStep } from '../crash-points';
import {
  AssignmentLostError,
  PARTITIONS_PER_TOPIC,
  type EventLog,
  type EventLogConsumer,
  type LogBatch,
  type PartitionLag,
  type StoredRecord,
} from '../event-log/event-log';
import { isTransient } from '../transient-error';
import { Trouble } from '../trouble';
import { WakeSignal } from '../wake-signal';
import { BatchInHand, slowest } from './batch-in-hand';
import { ChunkGathering } from './chunk-gathering';
import type { Chunk, ChunkProcessor } from './chunk-processor';
import type { Building } from './inbox';

const MOST_PER_CHUNK = 1_000;
const ATTEMPTS = 3;

export interface GroupConsumerOptions {
  service: string;
  eventLog: Pick<EventLog, 'requireTopics' | 'consumer'>;
  group: string;
  topics: readonly string[];
  /** What is being built; left out: whatever is live. */
  building?: Building;
  chunkSize?: number;
}

class ConsumerStoppedError extends Error {
  override readonly name = 'ConsumerStoppedError';
}

export const sumOf = (lags: readonly PartitionLag[]): bigint => lags.reduce((sum, one) => sum + one.lag, 0n);

/** A way through the log: chunks, retries, and dead letters for what no retry cures. Nothing thrown escapes. */
export class GroupConsumer {
  stoppedReason: string | null = null;
  private readonly logger: Logger;
  private readonly signal = new WakeSignal();
  private readonly chunkSize: number;
  private readonly building: Building | null;
  private readonly gathering: ChunkGathering;
  private consumer: EventLogConsumer | undefined;
  private loop: Promise<void> | undefined;
  private stopping = false;
  private readonly inHand = new Set<BatchInHand>();
  /** Of the log as a whole; that of a batch in hand is its own. */
  private readonly logTrouble = new Trouble();
  private doneAt = performance.now();

  constructor(
    private readonly options: GroupConsumerOptions,
    private readonly processor: ChunkProcessor,
  ) {
    this.logger = new Logger(`${GroupConsumer.name} ${options.group}`);
    this.chunkSize = Math.min(options.chunkSize ?? MOST_PER_CHUNK, MOST_PER_CHUNK);
    this.building = options.building ?? null;
    this.gathering = new ChunkGathering(processor, this.chunkSize, this.building);
  }

  /** Of the batches in hand the one that has waited longest tells, so that one that hangs is not hidden by the others. */
  get lastProgressAt(): number {
    return slowest(this.inHand)?.lastProgressAt ?? this.doneAt;
  }

  /** Why it waits now, null when it does not. */
  get trouble(): string | null {
    return this.logTrouble.message ?? slowest(this.inHand)?.trouble.message ?? null;
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
    return this.inHand.size > 0 && sum === 0n ? 1n : sum;
  }

  private async join(): Promise<void> {
    const { eventLog, group, topics } = this.options;
    await this.persist(() => eventLog.requireTopics(topics.map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC }))));
    this.logTrouble.isOver();
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
    const hand = new BatchInHand(batch);
    this.inHand.add(hand);
    this.logTrouble.isOver();
    try {
      await this.handleBatch(hand);
    } finally {
      this.inHand.delete(hand);
      this.doneAt = performance.now();
    }
  }

  private async handleBatch(hand: BatchInHand): Promise<void> {
    for (const chunk of this.chunksOf(hand.batch)) {
      hand.advanced();
      await this.handle(chunk, hand);
      hand.advanced();
      const last = chunk.records.at(-1);
      if (last) await takeStep(this.options.service, 'offset.commit', () => hand.batch.commit(last.offset + 1n));
    }
  }

  private chunksOf({ topic, partition, highWatermark, records }: LogBatch): Chunk[] {
    const chunks: Chunk[] = [];
    for (let start = 0; start < records.length; start += this.chunkSize)
      chunks.push({ topic, partition, highWatermark, records: records.slice(start, start + this.chunkSize) });
    return chunks;
  }

  /** What fails is found by halves: all others get their effect in a few transactions, not each in one of its own. */
  private async handle(chunk: Chunk, hand: BatchInHand): Promise<void> {
    try {
      await this.persist(() => this.gathering.process(chunk, hand.advanced), hand);
      hand.trouble.isOver();
      return;
    } catch (error) {
      if (isLeaving(error)) throw error;
    }
    const [record, another] = chunk.records;
    if (record && !another) return this.handleAlone(record, chunk, hand);
    for (const half of halvesOf(chunk)) {
      await this.handle(half, hand);
      hand.advanced();
      await this.heartbeat(hand);
    }
  }

  private async handleAlone(record: StoredRecord, chunk: Chunk, hand: BatchInHand): Promise<void> {
    const backoff = new Backoff();
    for (let attempts = 1; ; attempts += 1) {
      try {
        await this.persist(() => this.processor.process([chunk], this.building, hand.advanced), hand);
        return;
      } catch (error) {
        if (isLeaving(error)) throw error;
        if (attempts === ATTEMPTS || error instanceof DefectiveRecordError) {
          this.logger.error(`set aside ${record.topic}/${record.partition}/${record.offset}`, error);
          await this.insist(() => this.processor.bury(record, { error, attempts }, this.building), hand);
          return;
        }
        await this.pause(backoff.next());
      }
    }
  }

  /** Repeats `work` while what fails is the machinery; rejects with what no waiting cures. */
  private async persist(work: () => Promise<void>, hand?: BatchInHand): Promise<void> {
    return this.retry(work, isTransient, hand);
  }

  /** Repeats `work` whatever fails. */
  private async insist(work: () => Promise<void>, hand: BatchInHand): Promise<void> {
    return this.retry(work, () => true, hand);
  }

  private async retry(work: () => Promise<void>, isWorthIt: (error: unknown) => boolean, hand?: BatchInHand): Promise<void> {
    const backoff = new Backoff();
    for (;;) {
      try {
        await work();
        return;
      } catch (error) {
        if (!isWorthIt(error)) throw error;
        this.note(error, hand);
      }
      await this.pause(backoff.next());
      if (hand) await this.heartbeat(hand);
    }
  }

  private async heartbeat(hand: BatchInHand): Promise<void> {
    try {
      await hand.batch.heartbeat();
    } catch (error) {
      if (!isTransient(error)) throw error;
      this.note(error, hand);
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    if (!this.stopping) await this.signal.pause(milliseconds);
    if (this.stopping) throw new ConsumerStoppedError('the consumer is stopping');
  }

  private note(error: unknown, hand?: BatchInHand): void {
    if (isLeaving(error)) return;
    const message = error instanceof Error ? error.message || error.name : String(error);
    const trouble = hand?.trouble ?? this.logTrouble;
    if (trouble.message !== message && !this.stopping) this.logger.warn(`waits: ${message}`);
    trouble.tell(message);
  }
}

function halvesOf(chunk: Chunk): Chunk[] {
  const middle = chunk.records.length / 2;
  return [chunk.records.slice(0, middle), chunk.records.slice(middle)].map((records) => ({ ...chunk, records }));
}

function isLeaving(error: unknown): boolean {
  return error instanceof ConsumerStoppedError || error instanceof AssignmentLostError;
}
