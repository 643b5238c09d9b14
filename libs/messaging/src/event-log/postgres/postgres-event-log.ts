import { Pool, escapeIdentifier, type PoolConfig } from 'pg';
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
  type TopicPartition,
  type TopicSpecification,
} from '../event-log';
import { inTransaction } from './in-transaction';
import { PostgresConsumer } from './postgres-consumer';
import { PostgresFollower } from './postgres-follower';
import { PostgresProducer } from './postgres-producer';
import { PostgresReader } from './postgres-reader';
import { createLogSchema } from './schema';
import { TopicSignals } from './topic-signals';

export interface PostgresEventLogOptions {
  connection: PoolConfig;
  /** Default `event_log`. */
  schema?: string;
  /** Connections for all services of the process together. Default 4. */
  poolSize?: number;
  /** How long a silent member keeps its partitions. Default 5,000 ms. */
  leaseMs?: number;
}

const DEFAULT_SCHEMA = 'event_log';
const CONNECTION_TIMEOUT_MS = 10_000;

function openPool({ connection, poolSize }: PostgresEventLogOptions, onError: (error: Error) => void): Pool {
  const pool = new Pool({
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    application_name: 'komitmen event log',
    ...connection,
    max: poolSize ?? 4,
  });
  // Without a listener an idle connection that breaks would end the process.
  pool.on('error', onError);
  return pool;
}

class PostgresEventLog implements EventLog {
  readonly name = 'postgres';
  private readonly pool: Pool;
  private readonly schema: string;
  private readonly leaseMs: number;
  private readonly signals = new TopicSignals();
  private readonly partitionCounts = new Map<string, number>();
  private readonly consumers = new Set<EventLogConsumer>();
  private readonly followers = new Set<Following>();

  constructor(options: PostgresEventLogOptions) {
    this.pool = openPool(options, () => undefined);
    this.schema = escapeIdentifier(options.schema ?? DEFAULT_SCHEMA);
    this.leaseMs = options.leaseMs ?? 5_000;
  }

  async ensureTopics(wanted: readonly TopicSpecification[]): Promise<void> {
    const sorted = [...wanted].sort((a, b) => (a.name < b.name ? -1 : 1));
    await inTransaction(this.pool, async (client) => {
      for (const { name, partitions } of sorted) {
        await client.query(`INSERT INTO ${this.schema}.topics (name, partitions) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`, [
          name,
          partitions,
        ]);
        await client.query(
          `INSERT INTO ${this.schema}.partitions (topic, partition)
           SELECT name, generate_series(0, partitions - 1) FROM ${this.schema}.topics WHERE name = $1
           ON CONFLICT (topic, partition) DO NOTHING`,
          [name],
        );
      }
    });
    await this.requireTopics(wanted);
  }

  async requireTopics(wanted: readonly TopicSpecification[]): Promise<void> {
    checkTopics(await this.topics(), wanted);
  }

  async topics(): Promise<TopicSpecification[]> {
    const { rows } = await this.pool.query<TopicSpecification>(`SELECT name, partitions FROM ${this.schema}.topics ORDER BY name`);
    for (const { name, partitions } of rows) this.partitionCounts.set(name, partitions);
    return rows;
  }

  producer(): EventLogProducer {
    return new PostgresProducer(this.pool, this.schema, (topic) => this.partitionsOf(topic), this.signals);
  }

  consumer(options: ConsumerOptions): EventLogConsumer {
    const consumer = new PostgresConsumer(this.pool, this.schema, options, this.leaseMs, this.signals);
    this.consumers.add(consumer);
    return consumer;
  }

  reader(options: ReaderOptions): EventLogConsumer {
    const reader = new PostgresReader(this.pool, this.schema, options);
    this.consumers.add(reader);
    return reader;
  }

  follow(options: FollowOptions, handler: (record: StoredRecord) => void): Following {
    const follower = new PostgresFollower(this.pool, this.schema, options, this.signals, handler);
    this.followers.add(follower);
    return follower;
  }

  async highWatermarks(topics: readonly string[]): Promise<RecordPosition[]> {
    const { rows } = await this.pool.query<TopicPartition & { next_offset: string }>(
      `SELECT topic, partition, next_offset FROM ${this.schema}.partitions WHERE topic = ANY ($1) ORDER BY topic, partition`,
      [topics],
    );
    return rows.map(({ topic, partition, next_offset }) => ({ topic, partition, offset: BigInt(next_offset) }));
  }

  async lag(group: string, topics: readonly string[]): Promise<PartitionLag[]> {
    const { rows } = await this.pool.query<TopicPartition & { next_offset: string; committed: string }>(
      `SELECT p.topic, p.partition, p.next_offset, coalesce(o.next_offset, 0) AS committed
       FROM ${this.schema}.partitions p
       LEFT JOIN ${this.schema}.group_offsets o ON o.group_id = $1 AND o.topic = p.topic AND o.partition = p.partition
       WHERE p.topic = ANY ($2) ORDER BY p.topic, p.partition`,
      [group, topics],
    );
    return rows.map(({ topic, partition, ...row }) => {
      const highWatermark = BigInt(row.next_offset);
      const committed = BigInt(row.committed);
      return { topic, partition, committed, highWatermark, lag: highWatermark - committed };
    });
  }

  async check(): Promise<void> {
    await this.pool.query('SELECT 1');
  }

  async close(): Promise<void> {
    await Promise.all([...this.consumers, ...this.followers].map((reader) => reader.stop()));
    await this.pool.end();
  }

  private async partitionsOf(topic: string): Promise<number> {
    if (!this.partitionCounts.has(topic)) await this.topics();
    const partitions = this.partitionCounts.get(topic);
    if (partitions === undefined) throw new Error(`the event log has no topic ${topic}`);
    return partitions;
  }
}

export function createPostgresEventLog(options: PostgresEventLogOptions): EventLog {
  return new PostgresEventLog(options);
}

/** Creates or updates the log's own schema; run at deployment with a role that may create it. */
export async function migratePostgresEventLog(options: PostgresEventLogOptions): Promise<void> {
  const pool = openPool({ ...options, poolSize: 1 }, () => undefined);
  try {
    await createLogSchema(pool, options.schema ?? DEFAULT_SCHEMA);
  } finally {
    await pool.end();
  }
}
