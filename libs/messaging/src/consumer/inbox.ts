import type { EntityManager } from 'typeorm';
import { isEventId } from '../cloud-event';
import { AssignmentLostError, type RecordPosition, type TopicPartition } from '../event-log/event-log';
import type { MessagingTables } from '../messaging-options';
import { textArray } from '../text-array';
import type { Statement } from '../unit-of-work';

/** Partitions held by the open transaction, and the generation that chunks of them are for. */
export interface HeldPartitions {
  generation: number;
  /** The first offsets not yet handled, in the order of the places. */
  next: bigint[];
}

/** A generation that is being built, and how. */
export interface Building {
  generation: number;
  /** The past is only taken in: the model is judged as a whole later. */
  gathering: boolean;
}

interface HeldRow extends TopicPartition {
  generation: number;
  next_offset: string;
}

/** What a chunk asks is about sets of any size; a plan that was kept would be that of the first ones, when tables were empty. */
const PLANNED_FOR_EACH_CALL = `set_config('plan_cache_mode', 'force_custom_plan', true) AS planned`;

/** What a consumer has handled: by event id, and by offset. */
export class Inbox {
  constructor(
    private readonly tables: MessagingTables,
    private readonly consumer: string,
  ) {}

  /**
   * Locks the partitions for this transaction, in one order for all: a member that lost one cannot interfere. The locks tell which
   * generation is live, so that a swap, which holds all of them, lies between two chunks for every process.
   * @param building a generation that is being built, instead of the live one
   * @throws AssignmentLostError when that one is built no longer
   */
  async lockPartitions(transaction: EntityManager, places: readonly TopicPartition[], building: Building | null): Promise<HeldPartitions> {
    const rows = await (building === null ? this.lockLive(transaction, places) : this.lockBuilding(transaction, places, building));
    const held = new Map(rows.map((row) => [`${row.topic}/${row.partition}`, BigInt(row.next_offset)]));
    const next = places.map(({ topic, partition }) => {
      const offset = held.get(`${topic}/${partition}`);
      if (offset === undefined) throw new AssignmentLostError(topic, partition);
      return offset;
    });
    return { generation: building?.generation ?? rows[0]?.generation ?? 1, next };
  }

  /**
   * Marks events as handled. Whoever claims holds their partition or their dead letter, so that none is claimed by another between
   * the look and the insertion; if one were, the index would refuse it, and the work with it.
   * @returns those that were not handled yet
   */
  async claim(transaction: EntityManager, generation: number, eventIds: readonly string[]): Promise<Set<string>> {
    const claimed = new Set(eventIds);
    if (claimed.size === 0) return claimed;
    // What is handled already is rare, so that it is what the answer tells.
    const handled: { event_id: string }[] = await transaction.query(
      `WITH handled AS MATERIALIZED (
         SELECT event_id FROM ${this.tables.inbox} WHERE consumer = $1 AND generation = $2 AND event_id = ANY ($3::text[]::uuid[])
       ), claimed AS (
         INSERT INTO ${this.tables.inbox} (consumer, generation, event_id)
         SELECT $1, $2, event_id FROM unnest($3::text[]::uuid[]) AS given (event_id) WHERE event_id NOT IN (SELECT event_id FROM handled)
       )
       SELECT event_id FROM handled`,
      [this.consumer, generation, textArray([...claimed])],
    );
    for (const { event_id } of handled) claimed.delete(event_id);
    return claimed;
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

  /** To go with the commit of what the records before these offsets came to. */
  advancing(generation: number, ends: readonly RecordPosition[]): Statement {
    return {
      text: `UPDATE ${this.tables.consumedOffsets} consumed SET next_offset = reached.next_offset, updated_at = now()
       FROM unnest($3::text[], $4::int[], $5::bigint[]) AS reached (topic, partition, next_offset)
       WHERE consumer = $1 AND generation = $2 AND consumed.topic = reached.topic AND consumed.partition = reached.partition`,
      values: [this.consumer, generation, ...columnsOf(ends), ends.map(({ offset }) => offset.toString())],
    };
  }

  private lockLive(transaction: EntityManager, places: readonly TopicPartition[]): Promise<HeldRow[]> {
    return transaction.query(
      `INSERT INTO ${this.tables.consumedOffsets} (consumer, generation, topic, partition, next_offset)
       SELECT $1, coalesce((SELECT generation FROM ${this.tables.consumerGenerations} WHERE consumer = $1), 1), topic, partition, 0
       FROM ${PLANNED_FOR_EACH_CALL}, unnest($2::text[], $3::int[]) AS place (topic, partition) ORDER BY topic, partition
       ON CONFLICT (consumer, topic, partition) WHERE live DO UPDATE SET updated_at = now()
       RETURNING generation, topic, partition, next_offset`,
      [this.consumer, ...columnsOf(places)],
    );
  }

  /** While the past is gathered no chunk waits for the disk: effect and progress are lost together, and what comes behind makes both durable. */
  private lockBuilding(
    transaction: EntityManager,
    places: readonly TopicPartition[],
    { generation, gathering }: Building,
  ): Promise<HeldRow[]> {
    const unhurried = gathering ? `set_config('synchronous_commit', 'off', true),` : '';
    return transaction.query(
      `INSERT INTO ${this.tables.consumedOffsets} AS o (consumer, generation, topic, partition, next_offset, live)
       SELECT $1, $2, topic, partition, 0, false
       FROM ${PLANNED_FOR_EACH_CALL}, ${unhurried} unnest($3::text[], $4::int[]) AS place (topic, partition) ORDER BY topic, partition
       ON CONFLICT (consumer, generation, topic, partition) DO UPDATE SET updated_at = now() WHERE NOT o.live
       RETURNING generation, topic, partition, next_offset`,
      [this.consumer, generation, ...columnsOf(places)],
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
