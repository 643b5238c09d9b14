import { ConfigResourceTypes, KafkaJSAggregateError, type Admin } from 'kafkajs';
import {
  checkTopics,
  TopicsMissingError,
  type PartitionLag,
  type RecordPosition,
  type TopicPartition,
  type TopicSpecification,
} from '../event-log';
import { BrokerConnection, type BrokerAddress } from './broker-connection';

const CLOSING_LIMIT_MS = 2_000;
/** Together about 2 s: enough for a coordinator that is still loading. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 500, retries: 5 };
const CREATION_LIMIT_MS = 20_000;
/** A topic that forgets would take read models and late services their past. */
const KEEP_EVERYTHING = { 'retention.ms': '-1', 'retention.bytes': '-1', 'cleanup.policy': 'delete' };
/** One event may be larger than the broker's usual limit of 1 MB. */
const LARGEST_BATCH = String(8 * 1_024 * 1_024);

interface Connected {
  connection: BrokerConnection;
  admin: Admin;
}

/** Questions to the broker and the making of topics, over one connection that is kept. */
export class KafkaAdministration {
  private current: Promise<Connected> | undefined;
  private closed = false;
  private readonly partitionCounts = new Map<string, number>();

  constructor(
    private readonly address: BrokerAddress,
    private readonly replication: number,
  ) {}

  async ensureTopics(wanted: readonly TopicSpecification[]): Promise<void> {
    const existing = new Set((await this.topics()).map(({ name }) => name));
    const missing = wanted.filter(({ name }) => !existing.has(name));
    if (missing.length > 0) await this.ask((admin) => this.create(admin, missing));
    checkTopics(await this.topics(), wanted);
    await this.refuseForgetful(wanted.filter(({ name }) => existing.has(name)));
  }

  async topics(): Promise<TopicSpecification[]> {
    const { topics } = await this.ask((admin) => admin.fetchTopicMetadata());
    const found = topics
      .filter(({ name }) => !name.startsWith('__'))
      .map(({ name, partitions }) => ({ name, partitions: partitions.length }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name, partitions } of found) this.partitionCounts.set(name, partitions);
    return found;
  }

  /** Asked for once: a topic's number of partitions never changes. */
  async partitionsOf(topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const isUnknown = (topic: string): boolean => !this.partitionCounts.has(topic);
    if (topics.some(isUnknown)) await this.topics();
    const missing = topics.filter(isUnknown);
    if (missing.length > 0) throw new TopicsMissingError(missing);
    return this.partitionCounts;
  }

  highWatermarks(topics: readonly string[]): Promise<RecordPosition[]> {
    return this.watermarks(topics, 'high');
  }

  /** Offset 0, unless the broker was made to forget. */
  lowWatermarks(topics: readonly string[]): Promise<RecordPosition[]> {
    return this.watermarks(topics, 'low');
  }

  async lag(group: string, topics: readonly string[]): Promise<PartitionLag[]> {
    const watermarks = await this.highWatermarks(topics);
    const answers = await this.ask((admin) => admin.fetchOffsets({ groupId: group, topics: [...topics] }));
    const committed = new Map<string, bigint>();
    for (const { topic, partitions } of answers) {
      // Kafka says -1 of a group that never committed.
      for (const { partition, offset } of partitions) committed.set(`${topic}/${partition}`, BigInt(Math.max(0, Number(offset))));
    }
    return watermarks.map(({ topic, partition, offset: highWatermark }) => {
      const done = committed.get(`${topic}/${partition}`) ?? 0n;
      return { topic, partition, committed: done, highWatermark, lag: highWatermark - done };
    });
  }

  async check(): Promise<void> {
    await this.ask((admin) => admin.describeCluster());
  }

  /** Best effort: a group without members and offsets is cleared away by the broker too, only later. */
  async forgetGroup(group: string): Promise<void> {
    await this.ask((admin) => admin.deleteGroups([group])).catch(() => undefined);
  }

  /** Where these groups stand is forgotten for good; rejects while one of them has members. */
  async forgetPositions(isMeant: (group: string) => boolean): Promise<void> {
    const { groups } = await this.ask((admin) => admin.listGroups());
    const meant = groups.map(({ groupId }) => groupId).filter(isMeant);
    if (meant.length > 0) await this.ask((admin) => admin.deleteGroups(meant));
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.discard(this.current);
  }

  private async watermarks(topics: readonly string[], which: 'low' | 'high'): Promise<RecordPosition[]> {
    await this.partitionsOf(topics);
    const positions: RecordPosition[] = [];
    for (const topic of topics) {
      const offsets = await this.ask((admin) => admin.fetchTopicOffsets(topic));
      positions.push(...offsets.map(({ partition, [which]: offset }) => ({ topic, partition, offset: BigInt(offset) })));
    }
    return positions.sort(byPlace);
  }

  private async create(admin: Admin, topics: readonly TopicSpecification[]): Promise<void> {
    const entries = {
      ...KEEP_EVERYTHING,
      'max.message.bytes': LARGEST_BATCH,
      'min.insync.replicas': String(Math.max(1, this.replication - 1)),
    };
    const creating = admin.createTopics({
      timeout: CREATION_LIMIT_MS,
      topics: topics.map(({ name, partitions }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor: this.replication,
        configEntries: Object.entries(entries).map(([entry, value]) => ({ name: entry, value })),
      })),
    });
    await creating.catch((error: unknown) => {
      throw error instanceof KafkaJSAggregateError ? new Error(`topics were not created: ${refusalsIn(error)}`, { cause: error }) : error;
    });
  }

  private async refuseForgetful(topics: readonly TopicSpecification[]): Promise<void> {
    if (topics.length === 0) return;
    const configNames = Object.keys(KEEP_EVERYTHING);
    const { resources } = await this.ask((admin) =>
      admin.describeConfigs({
        includeSynonyms: false,
        resources: topics.map(({ name }) => ({ type: ConfigResourceTypes.TOPIC, name, configNames })),
      }),
    );
    for (const { resourceName, configEntries } of resources) {
      for (const [name, value] of Object.entries(KEEP_EVERYTHING)) {
        const found = configEntries.find((entry) => entry.configName === name)?.configValue;
        if (found !== value) throw new Error(`topic ${resourceName} would forget events: set its ${name} to ${value}, it is ${found}`);
      }
    }
  }

  /** A connection that broke while nobody asked anything is found out only now: one more try on a new one. */
  private async ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    const known = this.current;
    try {
      return await this.askOnce(question);
    } catch (error) {
      if (known === undefined || this.closed) throw error;
    }
    return this.askOnce(question);
  }

  private async askOnce<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    const asked = this.connected();
    try {
      return await question((await asked).admin);
    } catch (error) {
      await this.discard(asked);
      throw error;
    }
  }

  private connected(): Promise<Connected> {
    if (this.closed) return Promise.reject(new Error('the event log was closed'));
    this.current ??= this.connect();
    return this.current;
  }

  private async connect(): Promise<Connected> {
    const connection = new BrokerConnection(this.address, RETRY);
    const admin = connection.kafka.admin({ retry: RETRY });
    try {
      await admin.connect();
    } catch (error) {
      connection.cut();
      throw error;
    }
    return { connection, admin };
  }

  private async discard(unwanted: Promise<Connected> | undefined): Promise<void> {
    if (this.current === unwanted) this.current = undefined;
    const discarded = await unwanted?.catch(() => undefined);
    await discarded?.connection.end(() => discarded.admin.disconnect(), CLOSING_LIMIT_MS);
  }
}

function byPlace(a: TopicPartition, b: TopicPartition): number {
  if (a.topic === b.topic) return a.partition - b.partition;
  return a.topic < b.topic ? -1 : 1;
}

/** kafkajs says of topic after topic what the broker has against it. */
function refusalsIn({ errors }: KafkaJSAggregateError): string {
  const texts = errors.map((error) => (error instanceof Error ? error.message : error));
  return [...new Set(texts)].join('; ');
}
