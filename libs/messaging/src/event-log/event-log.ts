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

/** Part of a partition. */
export interface RecordRange extends TopicPartition {
  from: bigint;
  /** Not included; nothing beyond it is handed over. */
  to: bigint;
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

export interface ReaderOptions extends Pick<ConsumerOptions, 'maxRecords' | 'onTrouble'> {
  /** They must be on the log already. */
  ranges: readonly RecordRange[];
}

export interface FollowOptions extends Pick<ConsumerOptions, 'topics' | 'onTrouble'> {
  /** Partitions that are read from an earlier place on than from the log's end. */
  from?: readonly RecordPosition[];
}

export interface EventLogConsumer {
  readonly group: string;
  /** Joins the group and hands over batches, of each partition one at a time, until `stop()`. A rejected batch is handed over again after a pause. */
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

export interface Following {
  /** Resolves when whatever is appended from then on is handed over. */
  readonly ready: Promise<void>;
  stop(): Promise<void>;
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
  /** Creates nothing. Rejects with `TopicsMissingError` or `TopicsDifferError`, which an operator mends while services wait. */
  requireTopics(topics: readonly TopicSpecification[]): Promise<void>;
  topics(): Promise<TopicSpecification[]>;
  producer(): EventLogProducer;
  /** A group without committed offsets starts at the beginning. */
  consumer(options: ConsumerOptions): EventLogConsumer;
  /** Hands over these ranges without a group: each partition in order, one batch at a time; what is committed is remembered by nobody. */
  reader(options: ReaderOptions): EventLogConsumer;
  /**
   * Hands over every record appended from now on, or from `from` on, to this one caller: no group, nothing remembered, nothing repeated.
   * While the log is away records may be missed, so it suits news that the hearer can also look up.
   */
  follow(options: FollowOptions, handler: (record: StoredRecord) => void): Following;
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

/** Topics are made by a command at deployment, never by a service: it waits until they are there. */
export class TopicsMissingError extends Error {
  constructor(readonly missing: readonly string[]) {
    super(`topics missing: ${missing.join(', ')}; they are created by "npm run komitmen -- topics create"`);
    this.name = 'TopicsMissingError';
  }
}

/** Partitions are fixed for good; whoever made the topic otherwise has to make it anew. */
export class TopicsDifferError extends Error {
  constructor(differences: readonly string[]) {
    super(`topics differ: ${differences.join(', ')}`);
    this.name = 'TopicsDifferError';
  }
}

/** Holds what a log has against what is wanted of it. */
export function checkTopics(found: readonly TopicSpecification[], wanted: readonly TopicSpecification[]): void {
  const partitions = new Map(found.map((topic) => [topic.name, topic.partitions]));
  const missing = wanted.filter(({ name }) => !partitions.has(name));
  if (missing.length > 0) throw new TopicsMissingError(missing.map(({ name }) => name));
  const differing = wanted.filter((one) => partitions.get(one.name) !== one.partitions);
  if (differing.length > 0)
    throw new TopicsDifferError(differing.map((one) => `${one.name} has ${partitions.get(one.name)} partitions, not ${one.partitions}`));
}

/** Partitions of every topic of ours; never changed, because a province's order depends on it. */
export const PARTITIONS_PER_TOPIC = 8;
