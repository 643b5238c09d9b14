/**
 * The event log as this house sees it: topics with a fixed number of partitions, dense offsets, consumer groups.
 * It is shaped after Apache Kafka, so that the adapter on PostgreSQL and the one on Kafka pass one contract suite.
 */

export interface TopicSpecification {
  name: string;
  /** Fixed for good: a province's partition follows from it. */
  partitions: number;
}

export interface LogRecord {
  topic: string;
  /** Aggregate id. */
  key: string;
  /** Decides the partition; records of one partition key are totally ordered within a topic. */
  partitionKey: string;
  /** UTF-8 text, JSON for every event of ours. */
  value: string;
  headers: Record<string, string>;
}

export interface StoredRecord extends LogRecord {
  partition: number;
  /** Dense per topic and partition, from 0. */
  offset: bigint;
  /** When the log took the record (real time). */
  storedAt: Date;
}

export interface TopicPartition {
  topic: string;
  partition: number;
}

export interface RecordPosition extends TopicPartition {
  offset: bigint;
}

export interface LogBatch extends TopicPartition {
  /** In offset order, never empty. */
  records: readonly StoredRecord[];
  /** The offset that the next record of this partition will get. */
  highWatermark: bigint;
  /** Remembers for the group that everything before `nextOffset` (last handled + 1) is done. Rejects with `AssignmentLostError`. */
  commit(nextOffset: bigint): Promise<void>;
  /** To be called while work takes long; rejects with `AssignmentLostError` once another member owns the partition. */
  heartbeat(): Promise<void>;
}

export type BatchHandler = (batch: LogBatch) => Promise<void>;

export interface ConsumerOptions {
  group: string;
  topics: readonly string[];
  /** Most records in one batch; at most 1,000. */
  maxRecords?: number;
  /** Told about a wait for the log, and about its end. */
  onTrouble?: (error: unknown) => void;
}

export interface EventLogConsumer {
  readonly group: string;
  /** Joins the group and hands over batches, one at a time, until `stop()`. A rejected batch is handed over again after a pause. */
  run(handler: BatchHandler): Promise<void>;
  /** Lets the batch in hand end, leaves the group. */
  stop(): Promise<void>;
  assignments(): readonly TopicPartition[];
}

export interface EventLogProducer {
  /** Appends all or nothing per call on PostgreSQL, in order per partition on every adapter; resolves when durable. */
  append(records: readonly LogRecord[]): Promise<RecordPosition[]>;
  close(): Promise<void>;
}

export interface PartitionLag extends TopicPartition {
  /** The group's committed offset, 0 when it never committed. */
  committed: bigint;
  highWatermark: bigint;
  lag: bigint;
}

export interface EventLog {
  readonly name: 'postgres' | 'kafka';
  /** Creates what is missing; refuses a topic that exists with another number of partitions. */
  ensureTopics(topics: readonly TopicSpecification[]): Promise<void>;
  topics(): Promise<TopicSpecification[]>;
  producer(): EventLogProducer;
  /** A group without committed offsets starts at the beginning. */
  consumer(options: ConsumerOptions): EventLogConsumer;
  highWatermarks(topics: readonly string[]): Promise<RecordPosition[]>;
  lag(group: string, topics: readonly string[]): Promise<PartitionLag[]>;
  /** Resolves when the log answers. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** The partition was given to another member of the group: whatever is in hand must be dropped. */
export class AssignmentLostError extends Error {
  constructor(topic: string, partition: number) {
    super(`partition ${partition} of ${topic} belongs to another member of the group`);
    this.name = 'AssignmentLostError';
  }
}

/** Partitions of every topic of ours; never changed, because a province's order depends on it. */
export const PARTITIONS_PER_TOPIC = 8;
