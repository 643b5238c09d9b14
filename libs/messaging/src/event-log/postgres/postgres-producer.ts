import type { Pool } from 'pg';
import type { EventLogProducer, LogRecord, RecordPosition } from '../event-log';
import { partitionFor } from '../partitioner';
import type { TopicSignals } from './topic-signals';

interface AppendedRow {
  topic: string;
  partition: number;
  record_offset: string;
}

/** Appends in one statement: locks the partitions in the order of their ids, counts up their offsets, inserts. */
const append = (schema: string): string => `
WITH incoming AS (
  SELECT p.id, i.* FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[])
    WITH ORDINALITY AS i (topic, partition, key, partition_key, value, headers, place)
  JOIN ${schema}.partitions p ON p.topic = i.topic AND p.partition = i.partition
), counts AS (
  SELECT id, count(*) AS records FROM incoming GROUP BY id
), locked AS (
  SELECT p.id FROM ${schema}.partitions p WHERE p.id IN (SELECT id FROM counts) ORDER BY p.id FOR UPDATE
), advanced AS (
  UPDATE ${schema}.partitions p SET next_offset = p.next_offset + c.records
    FROM counts c JOIN locked ON locked.id = c.id WHERE p.id = c.id
    RETURNING p.id, p.next_offset - c.records AS first
), numbered AS (
  SELECT i.*, a.first + row_number() OVER (PARTITION BY i.id ORDER BY i.place) - 1 AS record_offset
    FROM incoming i JOIN advanced a ON a.id = i.id
), stored AS (
  INSERT INTO ${schema}.records (partition_id, record_offset, key, partition_key, headers, value)
    SELECT id, record_offset, key, partition_key, headers::json, value FROM numbered
)
SELECT topic, partition, record_offset FROM numbered ORDER BY place`;

export class PostgresProducer implements EventLogProducer {
  private readonly statement: string;

  constructor(
    private readonly pool: Pool,
    schema: string,
    private readonly partitionsOf: (topic: string) => Promise<number>,
    private readonly signals: TopicSignals,
  ) {
    this.statement = append(schema);
  }

  async append(records: readonly LogRecord[]): Promise<RecordPosition[]> {
    if (records.length === 0) return [];
    const partitions: number[] = [];
    for (const record of records) partitions.push(partitionFor(record.partitionKey, await this.partitionsOf(record.topic)));
    const { rows } = await this.pool.query<AppendedRow>(this.statement, [
      records.map((record) => record.topic),
      partitions,
      records.map((record) => record.key),
      records.map((record) => record.partitionKey),
      records.map((record) => record.value),
      records.map((record) => JSON.stringify(record.headers)),
    ]);
    this.signals.signal(new Set(records.map((record) => record.topic)));
    return rows.map((row) => ({ topic: row.topic, partition: row.partition, offset: BigInt(row.record_offset) }));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
