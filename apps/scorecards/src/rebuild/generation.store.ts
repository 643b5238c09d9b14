import { UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

const TABLES = ['facts', 'scorecards', 'flags', 'governments', 'day_marks'] as const;

/** `a` is of the generation being built, `b` of the live one. Text may be spaced otherwise since it was written by an earlier version. */
const COMPARED = {
  facts: {
    key: ['event_id'],
    same: `(a.government, a.fiscal_year, a.known_on, a.type) = (b.government, b.fiscal_year, b.known_on, b.type)
      AND (a.data::text = b.data::text OR a.data::jsonb = b.data::jsonb)`,
  },
  governments: {
    key: ['code'],
    same: `(a.province, a.name, a.kind, a.time_zone, a.tile) IS NOT DISTINCT FROM (b.province, b.name, b.kind, b.time_zone, b.tile)`,
  },
  scorecards: { key: ['government', 'fiscal_year'], same: 'a.fact_count = b.fact_count AND a.summary::jsonb = b.summary::jsonb' },
  flags: { key: ['id'], same: 'a.data = b.data' },
} as const;
type Compared = keyof typeof COMPARED;

/** Two generations of the read model side by side, in the order of their keys and without what only tells how they were made. */
@Injectable()
export class GenerationStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Facts that the live generation has not, or has otherwise; a fact that is there never changes. */
  differingFact(building: number, live: number): Promise<string | null> {
    return this.first(this.dataSource.manager, 'facts', 'LEFT', building, live);
  }

  /** Both have handled the same events. */
  async difference(transaction: EntityManager, building: number, live: number): Promise<string | null> {
    const counts = await transaction.query<{ built: string; live: string }[]>(
      `SELECT count(*) FILTER (WHERE generation = $1) AS built, count(*) FILTER (WHERE generation = $2) AS live FROM scorecards.facts`,
      [building, live],
    );
    if (counts[0]?.built !== counts[0]?.live) return `facts: ${counts[0]?.built} were rebuilt, ${counts[0]?.live} are live`;
    for (const table of ['governments', 'scorecards', 'flags'] as const) {
      const found = await this.first(transaction, table, 'FULL', building, live);
      if (found !== null) return found;
    }
    return null;
  }

  /** Versions count what readers saw change: the same content keeps its version, another one gets a higher. */
  async countVersionsOn(transaction: EntityManager, building: number, live: number): Promise<void> {
    await transaction.query(
      `UPDATE scorecards.scorecards a SET
         version = CASE WHEN a.digest = b.digest THEN b.version ELSE b.version + 1 END,
         changed_on = CASE WHEN a.digest = b.digest THEN b.changed_on ELSE a.changed_on END
       FROM scorecards.scorecards b
       WHERE a.generation = $1 AND b.generation = $2 AND (a.government, a.fiscal_year) = (b.government, b.fiscal_year)`,
      [building, live],
    );
  }

  async forget(generations: readonly number[]): Promise<void> {
    for (const table of TABLES)
      await this.unitOfWork.run((transaction) =>
        transaction.query(`DELETE FROM scorecards.${table} WHERE generation = ANY($1::int[])`, [generations]),
      );
  }

  private async first(
    manager: EntityManager,
    table: Compared,
    join: 'LEFT' | 'FULL',
    building: number,
    live: number,
  ): Promise<string | null> {
    const { key, same } = COMPARED[table];
    const name = key.map((column) => `coalesce(a.${column}, b.${column})::text`).join(` || ' ' || `);
    const [found] = await manager.query<{ name: string; built: boolean; live: boolean }[]>(
      `SELECT ${name} AS name, a.generation IS NOT NULL AS built, b.generation IS NOT NULL AS live
       FROM (SELECT * FROM scorecards.${table} WHERE generation = $1) a
       ${join} JOIN (SELECT * FROM scorecards.${table} WHERE generation = $2) b USING (${key.join(', ')})
       WHERE a.generation IS NULL OR b.generation IS NULL OR NOT (${same}) ORDER BY 1 LIMIT 1`,
      [building, live],
    );
    if (!found) return null;
    return `${table}: ${found.name} ${found.built ? (found.live ? 'differs' : 'is not live') : 'was not rebuilt'}`;
  }
}
