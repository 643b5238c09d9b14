import type { EntityManager } from 'typeorm';
import type { RecordPosition, TopicPartition } from '../event-log/event-log';
import type { MessagingTables } from '../messaging-options';

export interface Generations {
  /** What readers see. */
  live: number;
  /** What was live before, kept as it was then; null when there is none. */
  former: number | null;
  /** What is being built: a new one, or the former one on its way back. */
  building: number | null;
  /** Whether it may go live only where it equals the live one. */
  verify: boolean;
  begunAt: Date | null;
  /** Why the last one did not go live; null when it did, or none was ever begun. */
  refused: string | null;
}

const FIRST: Generations = { live: 1, former: null, building: null, verify: false, begunAt: null, refused: null };

/** The generations of a service's read model: one row, so that all processes see a swap at once. */
export class GenerationStore {
  private readonly lockKey: string;

  constructor(
    private readonly tables: MessagingTables,
    private readonly consumer: string,
  ) {
    this.lockKey = `${tables.consumerGenerations} ${consumer}`;
  }

  async read(manager: EntityManager): Promise<Generations> {
    const [found] = await manager.query<Generations[]>(
      `SELECT generation AS live, previous AS former, building, verify, begun_at AS "begunAt", refused
       FROM ${this.tables.consumerGenerations} WHERE consumer = $1`,
      [this.consumer],
    );
    return found ?? FIRST;
  }

  /** A new one, under a number that was never used. @returns false when one is being built already. */
  async begin(manager: EntityManager, verify: boolean): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `INSERT INTO ${this.tables.consumerGenerations} AS g (consumer, generation, latest, building, verify, begun_at)
       VALUES ($1, 1, 2, 2, $2, clock_timestamp())
       ON CONFLICT (consumer) DO UPDATE SET latest = g.latest + 1, building = g.latest + 1, verify = excluded.verify,
         begun_at = excluded.begun_at, refused = NULL WHERE g.building IS NULL RETURNING 1`,
      [this.consumer, verify],
    );
    return rows.length > 0;
  }

  /** The former one again. @returns false when there is none, or one is being built already. */
  async beginRollBack(manager: EntityManager): Promise<boolean> {
    return this.change(
      manager,
      `building = previous, verify = false, begun_at = clock_timestamp(), refused = NULL`,
      'building IS NULL AND previous IS NOT NULL',
    );
  }

  /** The one being built has become useless: another begins in its place. */
  async beginAnew(manager: EntityManager, building: number): Promise<void> {
    await this.change(manager, `latest = latest + 1, building = latest + 1, begun_at = clock_timestamp()`, 'building = $2', building);
  }

  async refuse(manager: EntityManager, building: number, reason: string): Promise<void> {
    await this.change(manager, 'building = NULL, refused = $3', 'building = $2', building, reason);
  }

  /** @returns false when there is none, or it is on its way back. */
  async forgetFormer(manager: EntityManager): Promise<boolean> {
    return this.change(manager, 'previous = NULL', 'previous IS NOT NULL AND building IS NULL');
  }

  /** Until this transaction ends, no swap happens. */
  async keepFromSwapping(transaction: EntityManager): Promise<void> {
    await transaction.query(`SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))`, [this.lockKey]);
  }

  /**
   * Until this transaction ends, no event is handled for the live generation, in no process.
   * @param places every partition that there is
   * @returns the first offsets not yet handled
   */
  async hold(transaction: EntityManager, places: readonly TopicPartition[]): Promise<RecordPosition[]> {
    await transaction.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [this.lockKey]);
    const rows = await transaction.query<{ topic: string; partition: number; next: string }[]>(
      `INSERT INTO ${this.tables.consumedOffsets} (consumer, generation, topic, partition, next_offset)
       SELECT $1, coalesce((SELECT generation FROM ${this.tables.consumerGenerations} WHERE consumer = $1), 1), topic, partition, 0
       FROM unnest($2::text[], $3::int[]) AS p (topic, partition) ORDER BY topic, partition
       ON CONFLICT (consumer, topic, partition) WHERE live DO UPDATE SET updated_at = now() RETURNING topic, partition, next_offset AS next`,
      [this.consumer, places.map(({ topic }) => topic), places.map(({ partition }) => partition)],
    );
    return rows.map(({ topic, partition, next }) => ({ topic, partition, offset: BigInt(next) }));
  }

  /** In the transaction that holds the live one. It stays as the former one, from where it can be brought back. */
  async swap(transaction: EntityManager, live: number, building: number): Promise<void> {
    const { consumedOffsets } = this.tables;
    await transaction.query(`UPDATE ${consumedOffsets} SET live = false WHERE consumer = $1 AND generation = $2`, [this.consumer, live]);
    await transaction.query(
      `INSERT INTO ${consumedOffsets} (consumer, generation, topic, partition, next_offset)
       SELECT consumer, $3, topic, partition, next_offset FROM ${consumedOffsets} WHERE consumer = $1 AND generation = $2
       ON CONFLICT (consumer, generation, topic, partition) DO UPDATE SET live = true, next_offset = excluded.next_offset`,
      [this.consumer, live, building],
    );
    const swapped = await this.change(
      transaction,
      'generation = $2, previous = generation, building = NULL, swapped_at = clock_timestamp()',
      'building = $2',
      building,
    );
    if (!swapped) throw new Error(`generation ${building} is not being built any more`);
  }

  /** An event that the live generation has handled and the one being built could not. */
  async setAsideAnew(transaction: EntityManager, live: number, building: number): Promise<string | null> {
    const [found] = await transaction.query<{ what: string }[]>(
      `SELECT d.event_id || ': ' || d.message AS what FROM ${this.tables.deadLetters} d
       JOIN ${this.tables.inbox} i ON i.consumer = d.consumer AND i.generation = $2 AND i.event_id::text = d.event_id
       WHERE d.consumer = $1 AND d.generation = $3 AND d.state = 'open' ORDER BY d.id LIMIT 1`,
      [this.consumer, live, building],
    );
    return found?.what ?? null;
  }

  /** Whether it holds the effect of an event that was discarded after it had come by. */
  async hasDiscarded(transaction: EntityManager, building: number): Promise<boolean> {
    const rows = await transaction.query<unknown[]>(
      `SELECT 1 FROM ${this.tables.deadLetters} d
       JOIN ${this.tables.inbox} i ON i.consumer = d.consumer AND i.generation = $2 AND i.event_id::text = d.event_id
       WHERE d.consumer = $1 AND d.reason IS NOT NULL LIMIT 1`,
      [this.consumer, building],
    );
    return rows.length > 0;
  }

  /** Generations that nothing leads back to: of a rebuild that was refused, from before the former one. */
  async useless(manager: EntityManager): Promise<number[]> {
    const rows = await manager.query<{ number: number }[]>(
      `SELECT number FROM ${this.tables.consumerGenerations}, generate_series(1, latest) AS number
       WHERE consumer = $1 AND NOT coalesce(number = ANY (ARRAY[generation, previous, building]), false)`,
      [this.consumer],
    );
    return rows.map(({ number }) => number);
  }

  /** Takes away what messaging remembers of the generations, but no decision to discard: behind it nothing waits any more. */
  async forget(manager: EntityManager, generations: readonly number[]): Promise<void> {
    const { inbox, consumedOffsets, deadLetters, parkedEvents } = this.tables;
    const gone = 'consumer = $1 AND generation = ANY($2::int[])';
    const letters = `SELECT id FROM ${deadLetters} WHERE ${gone}`;
    const parameters = [this.consumer, generations];
    await manager.query(`DELETE FROM ${consumedOffsets} WHERE ${gone}`, parameters);
    await manager.query(`DELETE FROM ${inbox} WHERE ${gone}`, parameters);
    await manager.query(`DELETE FROM ${parkedEvents} WHERE dead_letter_id IN (${letters})`, parameters);
    await manager.query(`DELETE FROM ${deadLetters} WHERE ${gone} AND reason IS NULL`, parameters);
    await manager.query(`UPDATE ${deadLetters} SET state = 'discarded' WHERE ${gone} AND state = 'open'`, parameters);
  }

  private async change(manager: EntityManager, change: string, condition: string, ...more: unknown[]): Promise<boolean> {
    const [, count] = await manager.query<[unknown[], number]>(
      `UPDATE ${this.tables.consumerGenerations} SET ${change} WHERE consumer = $1 AND ${condition}`,
      [this.consumer, ...more],
    );
    return count > 0;
  }
}
