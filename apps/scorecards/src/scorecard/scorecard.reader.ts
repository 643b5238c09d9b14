import type { GovernmentRegistered } from '@komitmen/contracts';
import type { BusinessDate, FiscalYear, GovernmentCode } from '@komitmen/kernel';
import { UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { groupBy } from '../facts/acceptance';
import { FactStore } from '../facts/fact.store';
import { LIVE_GENERATION } from '../projection/live-generation';
import { RuleParameterStore } from '../rule-parameter/rule-parameter.store';
import { type ScorecardParticulars, type ScorecardSummary, scorecardOn } from './scorecard';

/** A scorecard as it is shown; particulars only where it was made from its facts. */
export interface ReadScorecard {
  readonly government: GovernmentRegistered;
  readonly version: number;
  readonly factCount: number;
  readonly summary: ScorecardSummary;
  readonly particulars: ScorecardParticulars | null;
}

/** Which governments: one province's (`52`), everybody's (an empty prefix), or exactly one. */
export interface Whose {
  readonly prefix: string;
  readonly only: string | null;
}

interface StoredRow extends GovernmentRegistered {
  readonly generation: number;
  readonly version: number | null;
  readonly factCount: number | null;
  readonly summary: ScorecardSummary | null;
}

@Injectable()
export class ScorecardReader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly facts: FactStore,
    private readonly parameters: RuleParameterStore,
  ) {}

  async knows(government: string): Promise<boolean> {
    return (await this.dataSource.query<unknown[]>('SELECT 1 FROM scorecards.governments WHERE code = $1', [government])).length > 0;
  }

  /** Today's scorecards, by one query whatever their number; where some are not evaluated yet, all are made from the facts. */
  async today(whose: Whose, fiscalYear: FiscalYear, today: BusinessDate): Promise<ReadScorecard[]> {
    const rows = await this.stored(this.dataSource.manager, whose, fiscalYear);
    const read = rows.flatMap(({ generation: _generation, version, factCount, summary, ...government }) =>
      version === null || summary === null ? [] : [{ government, version, factCount: factCount ?? 0, summary, particulars: null }],
    );
    return read.length === rows.length ? read : this.asKnownOn(whose, fiscalYear, today);
  }

  /**
   * Changes whenever a stored scorecard or a government of the list does; null while some scorecard is not evaluated yet.
   * Versions only grow within a generation, so their sum tells.
   */
  async fingerprint({ prefix, only }: Whose, fiscalYear: FiscalYear): Promise<string | null> {
    const rows = await this.dataSource.manager.query<{ fingerprint: string | null }[]>(
      `SELECT CASE WHEN count(*) = count(s.version) THEN concat_ws('.', min(g.generation), count(*), sum(s.version),
         md5(string_agg(concat_ws('|', g.code, g.province, g.name, g.kind, g.time_zone, g.tile), '/' ORDER BY g.code))) END AS fingerprint
       FROM scorecards.governments g
       LEFT JOIN scorecards.scorecards s ON s.generation = g.generation AND s.government = g.code AND s.fiscal_year = $3
       WHERE g.generation = ${LIVE_GENERATION} AND ($1 = '' OR g.province = $1) AND ($2::text IS NULL OR g.code = $2)`,
      [prefix, only, fiscalYear],
    );
    return rows[0]?.fingerprint ?? null;
  }

  /** As known on a day: made from the facts of that day, particulars included. Read at one moment: generations come and go. */
  asKnownOn(whose: Whose, fiscalYear: FiscalYear, day: BusinessDate): Promise<ReadScorecard[]> {
    return this.unitOfWork.readAtOneMoment(async (manager) =>
      this.made(manager, await this.stored(manager, whose, fiscalYear), whose, fiscalYear, day),
    );
  }

  private stored(manager: EntityManager, { prefix, only }: Whose, fiscalYear: FiscalYear): Promise<StoredRow[]> {
    return manager.query<StoredRow[]>(
      `SELECT g.generation, g.code, g.province, g.name, g.kind, g.time_zone AS "timeZone", g.tile,
         s.version, s.fact_count AS "factCount", s.summary
       FROM scorecards.governments g
       LEFT JOIN scorecards.scorecards s ON s.generation = g.generation AND s.government = g.code AND s.fiscal_year = $3
       WHERE g.generation = ${LIVE_GENERATION} AND ($1 = '' OR g.province = $1) AND ($2::text IS NULL OR g.code = $2)
       ORDER BY g.code`,
      [prefix, only, fiscalYear],
    );
  }

  private async made(
    manager: EntityManager,
    rows: readonly StoredRow[],
    { prefix, only }: Whose,
    fiscalYear: FiscalYear,
    day: BusinessDate,
  ): Promise<ReadScorecard[]> {
    const [first] = rows;
    if (first === undefined) return [];
    const known = await this.facts.asKnownOn(manager, first.generation, only ?? prefix, fiscalYear, day);
    const facts = groupBy(known, (fact) => fact.government);
    const parameters = await this.parameters.find(manager, [...new Set(rows.map((row) => row.province))], [fiscalYear]);
    return rows.map(({ generation: _generation, version, factCount: _count, summary: _summary, ...government }) => {
      const code = government.code as GovernmentCode;
      const subject = {
        government: code,
        fiscalYear,
        facts: facts.get(code) ?? [],
        parameters: parameters.filter(({ province }) => province === government.province),
      };
      const { summary, particulars, factCount } = scorecardOn(subject, day);
      return { government, version: version ?? 1, factCount, summary, particulars };
    });
  }
}
