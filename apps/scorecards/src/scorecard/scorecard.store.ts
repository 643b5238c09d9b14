import { createHash } from 'node:crypto';
import { UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import type { ScorecardKey } from '../facts/fact.store';
import { canonicalJson } from '../figure/canonical-json';
import type { FlagView } from '../flags/episodes';
import type { Scorecard, ScorecardSummary } from './scorecard';

export interface StoredScorecard extends ScorecardKey {
  readonly version: number;
  readonly digest: string;
  readonly summary: ScorecardSummary;
}

export interface EvaluatedScorecard extends ScorecardKey, Scorecard {
  readonly version: number;
  readonly content: Content;
}

/** A scorecard as it is stored: canonical JSON, so that equal content is an equal row. */
export interface Content {
  readonly summary: string;
  readonly particulars: string;
  readonly digest: string;
}

export function contentOf(scorecard: Scorecard): Content {
  const summary = canonicalJson(scorecard.summary);
  const particulars = canonicalJson(scorecard.particulars);
  const hash = createHash('sha256')
    .update(summary)
    .update(particulars)
    .update(canonicalJson(scorecard.flags))
    .update(String(scorecard.factCount));
  return { summary, particulars, digest: hash.digest('hex') };
}

const columnsOf = (keys: readonly ScorecardKey[]): [string[], number[]] => [
  keys.map((key) => key.government),
  keys.map((key) => key.fiscalYear),
];

/** Rows of the read model, read and written by the set. */
@Injectable()
export class ScorecardStore {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  find(generation: number, keys: readonly ScorecardKey[]): Promise<StoredScorecard[]> {
    return this.unitOfWork.transaction().query<StoredScorecard[]>(
      `SELECT government, fiscal_year AS "fiscalYear", version, digest, summary FROM scorecards.scorecards
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
      `INSERT INTO scorecards.scorecards (generation, government, fiscal_year, version, changed_on, fact_count, digest, summary, particulars)
       SELECT $1, government, fiscal_year, version, $2, fact_count, digest, summary::jsonb, particulars::jsonb
       FROM unnest($3::text[], $4::int[], $5::int[], $6::int[], $7::text[], $8::text[], $9::text[])
         AS s (government, fiscal_year, version, fact_count, digest, summary, particulars)
       ON CONFLICT (generation, government, fiscal_year) DO UPDATE SET version = excluded.version, changed_on = excluded.changed_on,
         fact_count = excluded.fact_count, digest = excluded.digest, summary = excluded.summary, particulars = excluded.particulars`,
      [
        generation,
        day,
        ...columnsOf(scorecards),
        scorecards.map((scorecard) => scorecard.version),
        scorecards.map((scorecard) => scorecard.factCount),
        scorecards.map((scorecard) => scorecard.content.digest),
        scorecards.map((scorecard) => scorecard.content.summary),
        scorecards.map((scorecard) => scorecard.content.particulars),
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
