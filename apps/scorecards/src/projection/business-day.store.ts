import type { BusinessDate } from '@komitmen/kernel';
import { UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';

/** Who must have come to a day before it can be judged: then every fact of earlier days is here. */
export const FORERUNNERS = ['regencies', 'budgets', 'enrolment'] as const;
export type Forerunner = (typeof FORERUNNERS)[number];

export interface DayMark {
  readonly province: string;
  readonly date: BusinessDate;
  readonly service: Forerunner | 'scorecards';
}

@Injectable()
export class BusinessDayStore {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /**
   * One at a time per province: partitions of different topics are read side by side, and what one of them has just
   * written must be seen before the other judges. In the order of their codes, so that no two wait for each other.
   */
  async lock(provinces: readonly string[]): Promise<void> {
    await this.unitOfWork
      .transaction()
      .query(`SELECT pg_advisory_xact_lock(hashtextextended('scorecards-of-' || province, 0)) FROM unnest($1::text[]) AS province`, [
        [...provinces].sort(),
      ]);
  }

  async mark(generation: number, marks: readonly DayMark[]): Promise<void> {
    if (marks.length === 0) return;
    await this.unitOfWork.transaction().query(
      `INSERT INTO scorecards.day_marks (generation, province, date, service)
       SELECT $1, province, date, service FROM unnest($2::text[], $3::date[], $4::text[]) AS m (province, date, service) ON CONFLICT DO NOTHING`,
      [generation, marks.map((mark) => mark.province), marks.map((mark) => mark.date), marks.map((mark) => mark.service)],
    );
  }

  /** Days that every forerunner has reached and that are not judged yet, in order. */
  async due(generation: number, province: string): Promise<BusinessDate[]> {
    const rows = await this.unitOfWork.transaction().query<{ date: BusinessDate }[]>(
      `SELECT date::text AS date FROM scorecards.day_marks WHERE generation = $1 AND province = $2
       GROUP BY date HAVING count(*) FILTER (WHERE service = ANY($3)) = $4 AND count(*) FILTER (WHERE service = 'scorecards') = 0 ORDER BY date`,
      [generation, province, FORERUNNERS, FORERUNNERS.length],
    );
    return rows.map(({ date }) => date);
  }

  /** Marks as judged every day that every forerunner has reached. */
  async completeAll(generation: number): Promise<void> {
    await this.unitOfWork.transaction().query(
      `INSERT INTO scorecards.day_marks (generation, province, date, service)
       SELECT generation, province, date, 'scorecards' FROM scorecards.day_marks WHERE generation = $1 AND service = ANY($2)
       GROUP BY generation, province, date HAVING count(*) = $3 ON CONFLICT DO NOTHING`,
      [generation, FORERUNNERS, FORERUNNERS.length],
    );
  }

  /** The latest day judged of each province; none before the first. */
  async reached(generation: number, provinces: readonly string[]): Promise<Map<string, BusinessDate>> {
    const rows = await this.unitOfWork.transaction().query<{ province: string; date: BusinessDate }[]>(
      `SELECT province, max(date)::text AS date FROM scorecards.day_marks
       WHERE generation = $1 AND province = ANY($2) AND service = 'scorecards' GROUP BY province`,
      [generation, provinces],
    );
    return new Map(rows.map(({ province, date }) => [province, date]));
  }

  async provinces(generation: number): Promise<string[]> {
    const rows = await this.unitOfWork
      .transaction()
      .query<{ province: string }[]>(`SELECT DISTINCT province FROM scorecards.day_marks WHERE generation = $1 ORDER BY province`, [
        generation,
      ]);
    return rows.map(({ province }) => province);
  }
}
