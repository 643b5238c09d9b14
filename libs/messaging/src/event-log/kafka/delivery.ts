import { KafkaJSError, type EachBatchPayload } from 'kafkajs';
import { Backoff } from '../../backoff';
import { AssignmentLostError, type BatchHandler, type LogBatch, type StoredRecord } from '../event-log';
import type { OffsetCommits } from './offset-commits';
import type { Stopping } from './stopping';
import { toStoredRecord } from './stored-record';

export interface DeliveryOptions {
  maxRecords: number;
  heartbeatMs: number;
  commits: OffsetCommits;
  stopping: Stopping;
  onTrouble: (error: unknown) => void;
}

/** A rebalance waits this long for the work in hand; what takes longer is dropped and handed over again, maybe elsewhere. */
const REBALANCE_GRACE_MS = 5_000;
const REBALANCE = 'REBALANCE_IN_PROGRESS';
const NO_LONGER_OURS = ['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID', 'NOT_COORDINATOR_FOR_GROUP'];

/**
 * What one fetch brought of one partition, on its way to the handler in batches of at most `maxRecords`. While the
 * handler works, heartbeats go on by themselves. kafkajs gets to see its own errors only: of some others it would die.
 */
export class Delivery {
  private committed = -1n;
  private rebalance: { since: number; error: unknown } | undefined;
  /** The error that says that the partition is no longer ours. */
  private over: unknown;
  private unreachable: unknown;

  constructor(
    private readonly payload: EachBatchPayload,
    private readonly handler: BatchHandler,
    private readonly options: DeliveryOptions,
  ) {}

  async run(): Promise<void> {
    const keepAlive = setInterval(() => void this.keepAlive(), this.options.heartbeatMs);
    try {
      await this.handOver();
    } finally {
      clearInterval(keepAlive);
    }
    const forKafka = this.over ?? this.rebalance?.error ?? this.unreachable;
    if (forKafka !== undefined && !this.options.stopping.isAsked()) throw asKafkaError(forKafka);
  }

  private async handOver(): Promise<void> {
    const { batch } = this.payload;
    for (let start = 0; start < batch.messages.length && !this.isDone(); start += this.options.maxRecords) {
      const messages = batch.messages.slice(start, start + this.options.maxRecords);
      const records = messages.map((message) => toStoredRecord(batch, message));
      if (!(await this.insist(records))) return;
      this.payload.resolveOffset(messages.at(-1)?.offset ?? batch.lastOffset());
      await this.keepAlive();
    }
  }

  /** Until the handler resolves, or it no longer may. What it had committed of a batch it rejected is not handed over again. */
  private async insist(all: readonly StoredRecord[]): Promise<boolean> {
    const backoff = new Backoff();
    do {
      const records = all.filter(({ offset }) => offset >= this.committed);
      if (records.length === 0) return true;
      try {
        await this.handler(this.toLogBatch(records));
        return true;
      } catch (error) {
        if (error instanceof AssignmentLostError) this.over ??= this.rebalance?.error ?? error;
        else if (!this.options.stopping.isAsked()) this.options.onTrouble(error);
      }
      if (!this.isDone()) await this.options.stopping.pause(backoff.next());
    } while (!this.isDone());
    return false;
  }

  private isDone(): boolean {
    const lost = this.over !== undefined || this.rebalance !== undefined || this.unreachable !== undefined;
    return lost || this.options.stopping.isAsked() || !this.payload.isRunning() || this.payload.isStale();
  }

  private toLogBatch(records: readonly StoredRecord[]): LogBatch {
    const { topic, partition, highWatermark } = this.payload.batch;
    return {
      topic,
      partition,
      records,
      highWatermark: BigInt(highWatermark),
      commit: (nextOffset) => this.commit(nextOffset),
      heartbeat: () => this.heartbeat(),
    };
  }

  private async commit(nextOffset: bigint): Promise<void> {
    this.refuseWhenLost();
    const { topic, partition } = this.payload.batch;
    try {
      await this.options.commits.commit(this.payload, { topic, partition, offset: nextOffset });
      this.committed = nextOffset;
    } catch (error) {
      // A commit that a rebalance refuses came too late: the new generation begins without it.
      if (typeOf(error) === REBALANCE) this.over = error;
      this.note(error);
      this.refuseWhenLost();
      throw error;
    }
  }

  private async heartbeat(): Promise<void> {
    await this.keepAlive();
    this.refuseWhenLost();
    if (this.unreachable !== undefined) throw asKafkaError(this.unreachable);
  }

  /** Never rejects: what it learns is acted upon when the handler asks, or is done. */
  private async keepAlive(): Promise<void> {
    try {
      await this.payload.heartbeat();
      this.unreachable = undefined;
    } catch (error) {
      this.note(error);
    }
  }

  private note(error: unknown): void {
    const type = typeOf(error);
    if (type === REBALANCE) this.rebalance ??= { since: performance.now(), error };
    else if (NO_LONGER_OURS.includes(type)) this.over = error;
    else this.unreachable = error;
  }

  private refuseWhenLost(): void {
    if (this.rebalance && performance.now() - this.rebalance.since > REBALANCE_GRACE_MS) this.over ??= this.rebalance.error;
    if (this.over !== undefined) throw new AssignmentLostError(this.payload.batch.topic, this.payload.batch.partition);
  }
}

function typeOf(error: unknown): string {
  return error instanceof Error && 'type' in error && typeof error.type === 'string' ? error.type : '';
}

function asKafkaError(error: unknown): Error {
  if (error instanceof KafkaJSError) return error;
  return new KafkaJSError(error instanceof Error ? error.message : String(error));
}
