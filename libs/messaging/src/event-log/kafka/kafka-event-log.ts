import {
  checkTopics,
  type ConsumerOptions,
  type EventLog,
  type EventLogConsumer,
  type EventLogProducer,
  type Following,
  type FollowOptions,
  type PartitionLag,
  type ReaderOptions,
  type RecordPosition,
  type StoredRecord,
  type TopicSpecification,
} from '../event-log';
import type { BrokerAddress } from './broker-connection';
import { KafkaAdministration } from './kafka-administration';
import { KafkaConsumer } from './kafka-consumer';
import { KafkaFollower } from './kafka-follower';
import { KafkaProducer } from './kafka-producer';
import { KafkaReader } from './kafka-reader';

export interface KafkaEventLogOptions extends BrokerAddress {
  /** Copies of each topic that `ensureTopics` creates; writes need all of them but one. Default 1. */
  replication?: number;
  /** How long a silent member of a group keeps its partitions. Default 15,000 ms: a consumer that was killed is replaced after that. */
  sessionTimeoutMs?: number;
}

class KafkaEventLog implements EventLog {
  readonly name = 'kafka';
  private readonly sessionTimeoutMs: number;
  private readonly administration: KafkaAdministration;
  private readonly producers = new Set<EventLogProducer>();
  private readonly readers = new Set<{ stop(): Promise<void> }>();

  constructor(private readonly options: KafkaEventLogOptions) {
    this.sessionTimeoutMs = options.sessionTimeoutMs ?? 15_000;
    this.administration = new KafkaAdministration(options, options.replication ?? 1);
  }

  ensureTopics(topics: readonly TopicSpecification[]): Promise<void> {
    return this.administration.ensureTopics(topics);
  }

  async requireTopics(topics: readonly TopicSpecification[]): Promise<void> {
    checkTopics(await this.administration.topics(), topics);
  }

  topics(): Promise<TopicSpecification[]> {
    return this.administration.topics();
  }

  producer(): EventLogProducer {
    const producer = new KafkaProducer(this.options, (topics) => this.administration.partitionsOf(topics));
    this.producers.add(producer);
    return producer;
  }

  consumer(options: ConsumerOptions): EventLogConsumer {
    const { sessionTimeoutMs } = this;
    const requireTopics = (): Promise<unknown> => this.administration.partitionsOf(options.topics);
    const consumer = new KafkaConsumer({ ...options, address: this.options, sessionTimeoutMs, requireTopics });
    this.readers.add(consumer);
    return consumer;
  }

  reader(options: ReaderOptions): EventLogConsumer {
    const { administration, sessionTimeoutMs } = this;
    const reader = new KafkaReader({ ...options, address: this.options, administration, sessionTimeoutMs });
    this.readers.add(reader);
    return reader;
  }

  follow(options: FollowOptions, handler: (record: StoredRecord) => void): Following {
    const { administration, sessionTimeoutMs } = this;
    const follower = new KafkaFollower({ ...options, address: this.options, administration, sessionTimeoutMs }, handler);
    this.readers.add(follower);
    return follower;
  }

  highWatermarks(topics: readonly string[]): Promise<RecordPosition[]> {
    return this.administration.highWatermarks(topics);
  }

  lag(group: string, topics: readonly string[]): Promise<PartitionLag[]> {
    return this.administration.lag(group, topics);
  }

  check(): Promise<void> {
    return this.administration.check();
  }

  async close(): Promise<void> {
    await Promise.all([...this.readers].map((reader) => reader.stop()));
    await Promise.all([...this.producers].map((producer) => producer.close()));
    await this.administration.close();
  }
}

/** The event log on Apache Kafka. Nothing is connected before it is needed; a broker that is away is waited for. */
export function createKafkaEventLog(options: KafkaEventLogOptions): EventLog {
  return new KafkaEventLog(options);
}
