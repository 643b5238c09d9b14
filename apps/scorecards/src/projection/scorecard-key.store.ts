import { UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import type { ScorecardKey } from '../facts/fact.store';

/**
 * Which scorecards there are: of every government in every year that a day of its province was judged in or a rule's parameter was
 * set for, and in every year that it has facts of. It follows from what is known, never from when it became known.
 */
@Injectable()
export class ScorecardKeyStore {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async ofProvince(generation: number, province: string): Promise<ScorecardKey[]> {
    const years = await this.yearsOf(generation, province);
    return this.unitOfWork.transaction().query<ScorecardKey[]>(
      `SELECT code AS government, year AS "fiscalYear" FROM scorecards.governments CROSS JOIN unnest($3::int[]) AS y (year)
       WHERE generation = $1 AND province = $2
       UNION SELECT DISTINCT government, fiscal_year FROM scorecards.facts
       WHERE generation = $1 AND government LIKE $2 || '%' AND fiscal_year <> 0`,
      [generation, province, years],
    );
  }

  async yearsOf(generation: number, province: string): Promise<number[]> {
    const rows = await this.unitOfWork.transaction().query<{ year: number }[]>(
      `SELECT extract(year FROM date)::int AS year FROM scorecards.day_marks
       WHERE generation = $1 AND province = $2 AND service = 'scorecards'
       UNION SELECT fiscal_year FROM scorecards.rule_parameters WHERE province = $2 ORDER BY year`,
      [generation, province],
    );
    return rows.map(({ year }) => year);
  }
}
