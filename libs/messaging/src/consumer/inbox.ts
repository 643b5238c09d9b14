import type { EntityManager } from 'typeorm';
import { isEventId } from '../cloud-event';
import type { RecordPosition, TopicPartition } from '../event-log/event-log';
import type { MessagingTables } from '../messaging-options';

/** What a consumer has handled: by event id, and by offset. */
export class Inbox {
  constructor(
    private readonly tables: MessagingTables,
    private readonly consumer: string,
  ) {}

  /**
   * The first offsets not yet handled, in the order of the places. Locks the partitions for this transaction, in one order for all:
   * a member that lost one cannot interfere.
   */
  async lockPartitions(transaction: EntityManager, generation: number, places: readonly TopicPartition[]): Promise<bigint[]> {
    const rows: { topic: string; partition: number; next_offset: string }[] = await transaction.query(
      `INSERT INTO ${this.tables.consumedOffsets} (consumer, generation, topic, partition, next_offset)
       SELECT $1, $2, topic, partition, 0 FROM unnest($3::text[], $4::int[]) AS place (topic, partition) ORDER BY topic, partition
       ON CONFLICT (consumer, generation, topic, partition) DO UPDATE SET updated_at = now() RETURNING topic, partition, next_offset`,
      [this.consumer, generation, ...columnsOf(places)],
    );
    const offsets = new Map(rows.map(({ topic, partition, next_offset }) => [`${topic}/${partition}`, BigInt(next_offset)]));
    return places.map(({ topic, partition }) => offsets.get(`${topic}/${partition}`) ?? 0n);
  }

  /** Marks events as handled. @returns those that were not yet. */
  async claim(transaction: EntityManager, generation: number, eventIds: readonly string[]): Promise<Set<string>> {
    if (eventIds.length === 0) return new Set();
    const rows: { event_id: string }[] = await transaction.query(
      `INSERT INTO ${this.tables.inbox} (consumer, generation, event_id) SELECT $1, $2, unnest($3::uuid[])
       ON CONFLICT DO NOTHING RETURNING event_id`,
      [this.consumer, generation, eventIds],
    );
    return new Set(rows.map((row) => row.event_id));
  }

  /** Whether the event had its effect; one without an id of its own never is in here. */
  async holds(transaction: EntityManager, generation: number, eventId: string): Promise<boolean> {
    if (!isEventId(eventId)) return false;
    const rows: unknown[] = await transaction.query(
      `SELECT 1 FROM ${this.tables.inbox} WHERE consumer = $1 AND generation = $2 AND event_id = $3`,
      [this.consumer, generation, eventId],
    );
    return rows.length > 0;
  }

  async advance(transaction: EntityManager, generation: number, ends: readonly RecordPosition[]): Promise<void> {
    await transaction.query(
      `UPDATE ${this.tables.consumedOffsets} consumed SET next_offset = reached.next_offset, updated_at = now()
       FROM unnest($3::text[], $4::int[], $5::bigint[]) AS reached (topic, partition, next_offset)
       WHERE consumer = $1 AND generation = $2 AND consumed.topic = reached.topic AND consumed.partition = reached.partition`,
      [this.consumer, generation, ...columnsOf(ends), ends.map(({ offset }) => offset.toString())],
    );
  }

  async consumedOffsets(transaction: EntityManager, generation: number): Promise<RecordPosition[]> {
    const rows: { topic: string; partition: number; next_offset: string }[] = await transaction.query(
      `SELECT topic, partition, next_offset FROM ${this.tables.consumedOffsets} WHERE consumer = $1 AND generation = $2`,
      [this.consumer, generation],
    );
    return rows.map(({ topic, partition, next_offset }) => ({ topic, partition, offset: BigInt(next_offset) }));
  }
}

const columnsOf = (places: readonly TopicPartition[]): [string[], number[]] => [
  places.map(({ topic }) => topic),
  places.map(({ partition }) => partition),
];
