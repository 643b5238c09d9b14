import type { StoredRecord, TopicPartition } from '../event-log';

const MOST_PER_FETCH = 5_000;

export interface RecordRow {
  topic: string;
  partition: number;
  record_offset: string;
  next_offset: string;
  key: string;
  partition_key: string;
  headers: Record<string, string>;
  value: string;
  stored_at: Date;
}

/** One query for all asked partitions; a partition without anything new costs one look at its row. */
export const fetchStatement = (schema: string): string => `
SELECT a.topic, a.partition, p.next_offset, r.record_offset, r.key, r.partition_key, r.headers, r.value, r.stored_at
FROM unnest($1::text[], $2::int[], $3::bigint[]) AS a (topic, partition, position)
JOIN ${schema}.partitions p ON p.topic = a.topic AND p.partition = a.partition AND p.next_offset > a.position
CROSS JOIN LATERAL (
  SELECT * FROM ${schema}.records r WHERE r.partition_id = p.id AND r.record_offset >= a.position ORDER BY r.record_offset LIMIT $4
) r
LIMIT ${MOST_PER_FETCH}`;

export interface Fetched extends TopicPartition {
  highWatermark: bigint;
  records: StoredRecord[];
}

export function group(rows: readonly RecordRow[]): Fetched[] {
  const byPlace = new Map<string, Fetched>();
  for (const row of rows) {
    const { topic, partition, key, headers, value } = row;
    const place = `${topic}/${partition}`;
    const found = byPlace.get(place) ?? { topic, partition, highWatermark: BigInt(row.next_offset), records: [] };
    const offset = BigInt(row.record_offset);
    found.records.push({ topic, partition, key, headers, value, partitionKey: row.partition_key, offset, storedAt: row.stored_at });
    byPlace.set(place, found);
  }
  return [...byPlace.values()];
}
