import { UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import type { ScorecardKey } from '../facts/fact.store';
import { canonicalJson } from '../figure/canonical-json';
import type { FlagView } from '../flags/episodes';
import type { Scorecard, ScorecardParticulars, ScorecardSummary } from './scorecard';

export interface StoredScorecard extends ScorecardKey {
  readonly version: number;
  readonly summary: ScorecardSummary;
  readonly particulars: ScorecardParticulars;
}

export interface EvaluatedScorecard extends ScorecardKey, Scorecard {
  readonly version: number;
}

const columnsOf = (keys: readonly ScorecardKey[]): [string[], number[]] => [
  keys.map((key) => key.government),
  keys.map((key) => key.fiscalYear),
];

/** Rows of the read model, written by the set. Bytes are canonical JSON, so equal content is an equal row. */
@Injectable()
export class ScorecardStore {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  find(generation: number, keys: readonly ScorecardKey[]): Promise<StoredScorecard[]> {
    return this.unitOfWork.transaction().query<StoredScorecard[]>(
      `SELECT government, fiscal_year AS "fiscalYear", version, summary, particulars FROM scorecards.scorecards
       WHERE generation = $1 AND (government, fiscal_year) IN (SELECT * FROM unnest($2::text[], $3::int[]))`,
      [generation, ...columnsOf(keys)],
    );
  }

  /** The years for which governments have a scorecard. */
  yearsOf(generation: number, governments: readonly string[]): Promise<ScorecardKey[]> {
    return this.unitOfWork
      .transaction()
      .query<ScorecardKey[]>(
        `SELECT government, fiscal_year AS "fiscalYear" FROM scorecards.scorecards WHERE generation = $1 AND government = ANY($2)`,
        [generation, governments],
      );
  }

  async save(generation: number, scorecards: readonly EvaluatedScorecard[], day: string): Promise<void> {
    if (scorecards.length === 0) return;
    await this.unitOfWork.transaction().query(
      `INSERT INTO scorecards.scorecards (generation, government, fiscal_year, version, evaluated_on, fact_count, summary, particulars)
       SELECT $1, government, fiscal_year, version, $2, fact_count, summary::jsonb, particulars::jsonb
       FROM unnest($3::text[], $4::int[], $5::int[], $6::int[], $7::text[], $8::text[])
         AS s (government, fiscal_year, version, fact_count, summary, particulars)
       ON CONFLICT (generation, government, fiscal_year) DO UPDATE SET version = excluded.version, evaluated_on = excluded.evaluated_on,
         fact_count = excluded.fact_count, summary = excluded.summary, particulars = excluded.particulars`,
      [
        generation,
        day,
        ...columnsOf(scorecards),
        scorecards.map((scorecard) => scorecard.version),
        scorecards.map((scorecard) => scorecard.factCount),
        scorecards.map((scorecard) => canonicalJson(scorecard.summary)),
        scorecards.map((scorecard) => canonicalJson(scorecard.particulars)),
      ],
    );
  }

  /** Makes the stored flags of these scorecards exactly the given ones. */
  async saveFlags(generation: number, keys: readonly ScorecardKey[], flags: readonly FlagView[]): Promise<void> {
    const transaction = this.unitOfWork.transaction();
    await transaction.query(
      `DELETE FROM scorecards.flags WHERE generation = $1
       AND (government, fiscal_year) IN (SELECT * FROM unnest($2::text[], $3::int[])) AND id <> ALL($4::text[])`,
      [generation, ...columnsOf(keys), flags.map((flag) => flag.id)],
    );
    if (flags.length === 0) return;
    await transaction.query(
      `INSERT INTO scorecards.flags (generation, id, government, fiscal_year, rule, since, cleared_on, data)
       SELECT $1, id, government, fiscal_year, rule, since, cleared_on, data::jsonb
       FROM unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::date[], $7::date[], $8::text[])
         AS f (id, government, fiscal_year, rule, since, cleared_on, data)
       ON CONFLICT (generation, id) DO UPDATE SET cleared_on = excluded.cleared_on, data = excluded.data`,
      [
        generation,
        flags.map((flag) => flag.id),
        flags.map((flag) => flag.government),
        flags.map((flag) => flag.fiscalYear),
        flags.map((flag) => flag.rule),
        flags.map((flag) => flag.since),
        flags.map((flag) => flag.clearedOn),
        flags.map(canonicalJson),
      ],
    );
  }
}
