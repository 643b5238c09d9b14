import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { AuditRow, Seal } from './audit-chain';

/** Every column but the id, the same text for the same values whatever the session's settings, and after a restore. */
const CONTENT = `CASE WHEN a.id IS NOT NULL THEN json_build_array(a.account, a.role, a.scope, a.remote_address,
  to_char(a.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), a.business_date, a.business_time,
  a.correlation_id, a.event_id, a.event_type, a.subject, a.data)::text END`;

const SEAL = `s.position::float8 AS position, s.row_id AS row, s.key_id AS key, encode(s.row_seal, 'hex') AS "rowSeal", encode(s.seal, 'hex') AS seal`;

/** A row that others overtook this long ago waits for no transaction and no sweep any more. */
const LEFT_OUT_AFTER = '2 hours';

export interface UnsealedRows {
  readonly rows: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly since: Date | null;
  /** Rows among them behind which others have long been sealed; some of them where there are many. */
  readonly leftOut: readonly string[];
}

/** The rows of the audit and their seals: both are only ever added to. */
@Injectable()
export class AuditStore {
  constructor(private readonly dataSource: DataSource) {}

  async isAnyUnsealed(): Promise<boolean> {
    const rows: { any: boolean }[] = await this.dataSource.query('SELECT EXISTS (SELECT FROM audit_unsealed) AS any');
    return rows[0]?.any === true;
  }

  /** Puts rows that have no seal and do not wait for one in the queue. @returns how many there were */
  async sweep(transaction: EntityManager): Promise<number> {
    const rows: { rows: number }[] = await transaction.query(
      `WITH swept AS (
         INSERT INTO audit_unsealed (row_id) SELECT id FROM audit_log a WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.row_id = a.id)
         ON CONFLICT (row_id) DO NOTHING RETURNING row_id
       )
       SELECT count(*)::float8 AS rows FROM swept`,
    );
    return rows[0]?.rows ?? 0;
  }

  /** The oldest rows that are not sealed yet; with the transaction's commit they count as sealed. */
  async takeUnsealed(transaction: EntityManager, limit: number): Promise<AuditRow[]> {
    return transaction.query(
      `WITH taken AS (
         DELETE FROM audit_unsealed WHERE row_id = ANY (ARRAY(SELECT row_id FROM audit_unsealed ORDER BY row_id LIMIT $1)) RETURNING row_id
       )
       SELECT t.row_id AS row, ${CONTENT} AS content FROM taken t LEFT JOIN audit_log a ON a.id = t.row_id
       WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.row_id = t.row_id) ORDER BY t.row_id`,
      [limit],
    );
  }

  /** Two that add at once cannot both: a place in the chain is taken once. */
  async add(transaction: EntityManager, seals: readonly Seal[]): Promise<void> {
    await transaction.query(
      `INSERT INTO audit_seals (position, row_id, key_id, row_seal, seal)
       SELECT position, row_id, key_id, decode(row_seal, 'hex'), decode(seal, 'hex')
       FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[]) AS s (position, row_id, key_id, row_seal, seal)`,
      [
        seals.map(({ position }) => position),
        seals.map(({ row }) => row),
        seals.map(({ key }) => key),
        seals.map(({ rowSeal }) => rowSeal),
        seals.map(({ seal }) => seal),
      ],
    );
  }

  async last(manager: EntityManager = this.dataSource.manager): Promise<Seal | undefined> {
    const seals: Seal[] = await manager.query(`SELECT ${SEAL} FROM audit_seals s ORDER BY s.position DESC LIMIT 1`);
    return seals[0];
  }

  /** The seal at the place or, where that is missing, the next one before it. */
  async at(position: number): Promise<Seal | undefined> {
    const seals: Seal[] = await this.dataSource.query(
      `SELECT ${SEAL} FROM audit_seals s WHERE s.position <= $1 ORDER BY s.position DESC LIMIT 1`,
      [position],
    );
    return seals[0];
  }

  async atEach(positions: readonly number[]): Promise<Seal[]> {
    return this.dataSource.query(`SELECT ${SEAL} FROM audit_seals s WHERE s.position = ANY ($1::bigint[])`, [positions]);
  }

  /** The next sealed rows behind a place of the chain. */
  async sealedAfter(position: number, limit: number): Promise<(Seal & AuditRow)[]> {
    return this.dataSource.query(
      `SELECT ${SEAL}, ${CONTENT} AS content
       FROM (SELECT * FROM audit_seals WHERE position > $1 ORDER BY position LIMIT $2) s LEFT JOIN audit_log a ON a.id = s.row_id
       ORDER BY s.position`,
      [position, limit],
    );
  }

  /** Which rows were sealed with these contents, by the seals of the contents. */
  async rowsSealedAs(rowSeals: readonly string[]): Promise<Map<string, string>> {
    const rows: { row: string; rowSeal: string }[] = await this.dataSource.query(
      `SELECT row_id AS row, encode(row_seal, 'hex') AS "rowSeal" FROM audit_seals
       WHERE row_seal IN (SELECT decode(wanted, 'hex') FROM unnest($1::text[]) AS wanted)`,
      [rowSeals],
    );
    return new Map(rows.map(({ row, rowSeal }) => [rowSeal, row]));
  }

  /** @param limit how many rows that were left out are named at most */
  async unsealed(limit: number): Promise<UnsealedRows> {
    const rows: UnsealedRows[] = await this.dataSource.query(
      `SELECT count(*)::float8 AS rows, min(id) AS first, max(id) AS last, min(recorded_at) AS since,
         coalesce((array_agg(id::text ORDER BY id) FILTER (
           WHERE id < (SELECT max(row_id) FROM audit_seals) AND recorded_at < now() - interval '${LEFT_OUT_AFTER}'
         ))[1:$1], '{}') AS "leftOut"
       FROM audit_log a WHERE NOT EXISTS (SELECT FROM audit_seals s WHERE s.row_id = a.id)`,
      [limit],
    );
    return rows[0] ?? { rows: 0, first: null, last: null, since: null, leftOut: [] };
  }
}
