import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { DefectiveRecordError, identityOf } from '../cloud-event';
import type { StoredRecord } from '../event-log/event-log';
import type { MessagingTables } from '../messaging-options';

export interface Failure {
  error: unknown;
  attempts: number;
}

/** What stands in the way of some records: dead letters of their keys, and decisions to discard them. */
export interface Obstacles {
  /** The open dead letter before the record, if any. */
  blocking(record: StoredRecord): string | undefined;
  isDiscarded(record: StoredRecord): boolean;
}

const NONE: Obstacles = { blocking: () => undefined, isDiscarded: () => false };

/** PostgreSQL's text cannot hold the character NUL. */
const storable = (text: string): string => text.replaceAll('\0', '\\u0000');

/** Cause, message and stack; whatever can be thrown has them. */
function causeOf(error: unknown): [string, string, string | null] {
  const thrown = error instanceof Error ? error : new Error(String(error));
  const cause = error instanceof DefectiveRecordError ? error.reason : 'handler-failed';
  return [cause, storable(`${thrown.name}: ${thrown.message}`), thrown.stack === undefined ? null : storable(thrown.stack)];
}

const RECORD_COLUMNS = 'event_id, type, topic, partition, record_offset, key, partition_key, headers, value, stored_at';

function recordValues(record: StoredRecord): unknown[] {
  return [
    identityOf(record),
    record.headers['ce_type'] === undefined ? null : storable(record.headers['ce_type']),
    record.topic,
    record.partition,
    record.offset.toString(),
    storable(record.key),
    storable(record.partitionKey),
    storable(JSON.stringify(record.headers)),
    storable(record.value),
    record.storedAt,
  ];
}

export type DeadLetterState = 'open' | 'replayed' | 'discarded';

export interface DeadLetterRow {
  id: string;
  consumer: string;
  generation: number;
  state: DeadLetterState;
  cause: string;
  message: string;
  stack: string | null;
  event_id: string;
  type: string | null;
  topic: string;
  partition: number;
  record_offset: string;
  key: string;
  partition_key: string;
  headers: Record<string, string>;
  value: string;
  attempts: number;
  failed_at: Date;
  decided_at: Date | null;
  decided_by: string | null;
  reason: string | null;
  parked: number;
}

interface RecordRow {
  topic: string;
  partition: number;
  record_offset: string;
  key: string;
  partition_key: string;
  headers: Record<string, string>;
  value: string;
  stored_at: Date;
}

function toRecord(row: RecordRow): StoredRecord {
  const { topic, partition, key, headers, value } = row;
  const offset = BigInt(row.record_offset);
  return { topic, partition, key, headers, value, offset, partitionKey: row.partition_key, storedAt: row.stored_at };
}

/** The rows of dead letters and of the events parked behind them. */
export class DeadLetterStore {
  constructor(
    private readonly tables: MessagingTables,
    private readonly consumer: string,
  ) {}

  /** Newest first: all, or the one of an id, or those in a state, or those of a generation with every decision to discard. */
  find(
    manager: EntityManager,
    { id, state, generation }: { id?: string; state?: DeadLetterState; generation?: number },
  ): Promise<DeadLetterRow[]> {
    return manager.query(
      `SELECT d.*, (SELECT count(*)::int FROM ${this.tables.parkedEvents} p WHERE p.dead_letter_id = d.id) AS parked
       FROM ${this.tables.deadLetters} d WHERE d.consumer = $1 AND ($2::text IS NULL OR d.id::text = $2) AND ($3::text IS NULL OR d.state = $3)
         AND ($4::int IS NULL OR d.generation = $4 OR d.reason IS NOT NULL)
       ORDER BY d.failed_at DESC, d.id DESC`,
      [this.consumer, id ?? null, state ?? null, generation ?? null],
    );
  }

  /** Holds the dead letters it finds until the transaction ends, so that no replay can overtake an event being parked. */
  async obstacles(transaction: EntityManager, generation: number, records: readonly StoredRecord[]): Promise<Obstacles> {
    if (!(await this.isAnyInTheWay(transaction, generation))) return NONE;
    const keys = new Set(records.map((record) => storable(record.key)));
    const rows: { id: string; generation: number; state: string; topic: string; key: string; event_id: string; reason: string | null }[] =
      await transaction.query(
        `SELECT id, generation, state, topic, key, event_id, reason FROM ${this.tables.deadLetters} WHERE consumer = $1
       AND ((state = 'open' AND generation = $2 AND key = ANY ($3)) OR (reason IS NOT NULL AND event_id = ANY ($4))) FOR SHARE`,
        [this.consumer, generation, [...keys], records.map(identityOf)],
      );
    // A discard that was cut short is still open, in another generation perhaps, where it stands in nobody's way here.
    const blocking = rows.filter((row) => row.state === 'open' && row.generation === generation);
    const open = new Map(blocking.map((row) => [`${row.topic} ${row.key}`, row.id]));
    const discarded = new Set(rows.filter((row) => row.reason !== null).map((row) => row.event_id));
    return {
      blocking: (record) => open.get(`${record.topic} ${storable(record.key)}`),
      isDiscarded: (record) => discarded.has(identityOf(record)),
    };
  }

  /** There hardly ever is: a chunk need not send all of its keys to hear so. */
  private async isAnyInTheWay(transaction: EntityManager, generation: number): Promise<boolean> {
    const rows: { any: boolean }[] = await transaction.query(
      `SELECT EXISTS (SELECT FROM ${this.tables.deadLetters} WHERE consumer = $1 AND generation = $2 AND state = 'open')
           OR EXISTS (SELECT FROM ${this.tables.deadLetters} WHERE consumer = $1 AND reason IS NOT NULL) AS any`,
      [this.consumer, generation],
    );
    return rows[0]?.any === true;
  }

  async park(transaction: EntityManager, deadLetterId: string, record: StoredRecord): Promise<void> {
    await transaction.query(
      `INSERT INTO ${this.tables.parkedEvents} (dead_letter_id, ${RECORD_COLUMNS})
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
      [deadLetterId, ...recordValues(record)],
    );
  }

  /** @returns the dead letter's id. */
  async bury(transaction: EntityManager, generation: number, record: StoredRecord, { error, attempts }: Failure): Promise<string> {
    const rows: { id: string }[] = await transaction.query(
      `INSERT INTO ${this.tables.deadLetters} (id, consumer, generation, cause, message, stack, attempts, ${RECORD_COLUMNS})
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) 
       ON CONFLICT (consumer, generation, event_id) DO UPDATE SET failed_at = now() RETURNING id`,
      [uuidv7(), this.consumer, generation, ...causeOf(error), attempts, ...recordValues(record)],
    );
    const [buried] = rows;
    if (!buried) throw new Error('a dead letter was not stored');
    return buried.id;
  }

  /** The next record to replay of an open dead letter: itself, then its parked ones. Locks it. */
  async next(transaction: EntityManager, id: string): Promise<Waiting | null> {
    const [letter]: (RecordRow & { generation: number; applied_at: Date | null; state: string })[] = await transaction.query(
      `SELECT * FROM ${this.tables.deadLetters} WHERE id = $1 AND consumer = $2 FOR UPDATE`,
      [id, this.consumer],
    );
    if (!letter) return null;
    const { generation } = letter;
    if (letter.state === 'open' && letter.applied_at === null) return { generation, record: toRecord(letter), parked: null };
    const [parked]: (RecordRow & { position: string })[] = await transaction.query(
      `SELECT * FROM ${this.tables.parkedEvents} WHERE dead_letter_id = $1 ORDER BY position LIMIT 1`,
      [id],
    );
    return parked ? { generation, record: toRecord(parked), parked: parked.position } : null;
  }

  /** The first decision stays. @returns false when there was one, or the record had its effect meanwhile. */
  async discard(transaction: EntityManager, id: string, { by, reason }: { by: string; reason: string }): Promise<boolean> {
    const [rows]: [unknown[], number] = await transaction.query(
      `UPDATE ${this.tables.deadLetters} SET applied_at = now(), decided_at = now(), decided_by = $3, reason = $4
       WHERE id::text = $1 AND consumer = $2 AND state = 'open' AND applied_at IS NULL RETURNING id`,
      [id, this.consumer, by, reason],
    );
    return rows.length > 0;
  }

  /** The record had its effect, or needs none. */
  async done(transaction: EntityManager, id: string, { parked }: Waiting): Promise<void> {
    if (parked === null) await transaction.query(`UPDATE ${this.tables.deadLetters} SET applied_at = now() WHERE id = $1`, [id]);
    else await transaction.query(`DELETE FROM ${this.tables.parkedEvents} WHERE position = $1`, [parked]);
  }

  /** A replay of the dead record itself failed: the latest cause is the one that helps. */
  async countAttempt(transaction: EntityManager, id: string, error: unknown): Promise<void> {
    await transaction.query(
      `UPDATE ${this.tables.deadLetters} SET attempts = attempts + 1, cause = $2, message = $3, stack = $4 WHERE id = $1`,
      [id, ...causeOf(error)],
    );
  }

  /** A parked record failed in its turn: it becomes the dead letter that the rest waits behind, and nothing waits behind the old one. */
  async handOver(transaction: EntityManager, id: string, waiting: Waiting, failure: Failure): Promise<string> {
    const successor = await this.bury(transaction, waiting.generation, waiting.record, failure);
    await this.done(transaction, id, waiting);
    await transaction.query(`UPDATE ${this.tables.parkedEvents} SET dead_letter_id = $2 WHERE dead_letter_id = $1`, [id, successor]);
    return successor;
  }

  /** @returns the open dead letter that stands in the way of this one's key, if there is another. */
  async otherOfItsKey(transaction: EntityManager, id: string): Promise<string | null> {
    const [other]: { id: string }[] = await transaction.query(
      `SELECT other.id FROM ${this.tables.deadLetters} this JOIN ${this.tables.deadLetters} other USING (consumer, generation, topic, key)
       WHERE this.id = $1 AND consumer = $2 AND other.state = 'open' AND other.id <> this.id ORDER BY other.id LIMIT 1`,
      [id, this.consumer],
    );
    return other?.id ?? null;
  }

  /** Nothing waits any more behind this dead letter. @returns true when it becomes a replayed one by this. */
  async close(transaction: EntityManager, id: string, by: string): Promise<boolean> {
    const [rows]: [{ state: string }[], number] = await transaction.query(
      `UPDATE ${this.tables.deadLetters} SET state = CASE WHEN reason IS NULL THEN 'replayed' ELSE 'discarded' END,
         decided_at = coalesce(decided_at, now()), decided_by = coalesce(decided_by, $2) WHERE id = $1 AND state = 'open'
       RETURNING state`,
      [id, by],
    );
    return rows[0]?.state === 'replayed';
  }
}

export interface Waiting {
  generation: number;
  record: StoredRecord;
  /** Position among the parked; null for the dead letter's own record. */
  parked: string | null;
}
