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

  /** The first offset not yet handled. Locks the partition for this transaction: a member that lost it cannot interfere. */
  async lockPartition(transaction: EntityManager, generation: number, { topic, partition }: TopicPartition): Promise<bigint> {
    const rows: { next_offset: string }[] = await transaction.query(
      `INSERT INTO ${this.tables.consumedOffsets} (consumer, generation, topic, partition, next_offset) VALUES ($1, $2, $3, $4, 0)
       ON CONFLICT (consumer, generation, topic, partition) DO UPDATE SET updated_at = now() RETURNING next_offset`,
      [this.consumer, generation, topic, partition],
    );
    return BigInt(rows[0]?.next_offset ?? 0);
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

  async advance(transaction: EntityManager, generation: number, { topic, partition, offset }: RecordPosition): Promise<void> {
    await transaction.query(
      `UPDATE ${this.tables.consumedOffsets} SET next_offset = $5, updated_at = now()
       WHERE consumer = $1 AND generation = $2 AND topic = $3 AND partition = $4`,
      [this.consumer, generation, topic, partition, offset.toString()],
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
