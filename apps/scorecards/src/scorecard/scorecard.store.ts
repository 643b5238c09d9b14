import { createHash } from 'node:crypto';
import { UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import type { ScorecardKey } from '../facts/fact.store';
import type { Judgement, ScorecardSummary } from './scorecard';

export interface StoredScorecard extends ScorecardKey {
  readonly version: number;
  readonly digest: string;
  readonly flagsDigest: string;
  readonly summary: ScorecardSummary;
}

export interface EvaluatedScorecard extends ScorecardKey, Judgement {
  readonly version: number;
  readonly content: Content;
}

/** A scorecard as it is stored. Judging builds each object in one order, so that equal content is an equal row. */
export interface Content {
  readonly summary: string;
  readonly digest: string;
  readonly flagsDigest: string;
}

const sha256 = (...texts: readonly string[]): string => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
};

/** What is listed from the facts alone changes with their number; the day tells in what the rules say. */
export function contentOf({ summary, rules, flags, factCount }: Judgement): Content {
  const text = JSON.stringify(summary);
  const flagsDigest = sha256(JSON.stringify(flags));
  return { summary: text, digest: sha256(text, JSON.stringify(rules), flagsDigest, String(factCount)), flagsDigest };
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
      `SELECT government, fiscal_year AS "fiscalYear", version, digest, flags_digest AS "flagsDigest", summary FROM scorecards.scorecards
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
      `INSERT INTO scorecards.scorecards (generation, government, fiscal_year, version, changed_on, fact_count, digest, flags_digest, summary)
       SELECT $1, government, fiscal_year, version, $2, fact_count, digest, flags_digest, summary
       FROM json_to_recordset($3::json)
         AS s (government text, fiscal_year int, version int, fact_count int, digest text, flags_digest text, summary json)
       ON CONFLICT (generation, government, fiscal_year) DO UPDATE SET version = excluded.version, changed_on = excluded.changed_on,
         fact_count = excluded.fact_count, digest = excluded.digest, flags_digest = excluded.flags_digest, summary = excluded.summary`,
      [generation, day, `[${scorecards.map(rowText).join(',')}]`],
    );
  }

  /** Makes the stored flags of these scorecards exactly those that they have. */
  async saveFlags(generation: number, scorecards: readonly EvaluatedScorecard[]): Promise<void> {
    if (scorecards.length === 0) return;
    const flags = scorecards.flatMap((scorecard) => scorecard.flags);
    await this.unitOfWork.transaction().query(
      `WITH gone AS (
         DELETE FROM scorecards.flags WHERE generation = $1
         AND (government, fiscal_year) IN (SELECT * FROM unnest($2::text[], $3::int[])) AND id <> ALL($4::text[]))
       INSERT INTO scorecards.flags (generation, id, government, fiscal_year, rule, since, cleared_on, data)
       SELECT $1, data ->> 'id', data ->> 'government', (data ->> 'fiscalYear')::int, data ->> 'rule', (data ->> 'since')::date,
         (data ->> 'clearedOn')::date, data
       FROM jsonb_array_elements($5::jsonb) AS f (data)
       ON CONFLICT (generation, id) DO UPDATE SET cleared_on = excluded.cleared_on, data = excluded.data`,
      [generation, ...columnsOf(scorecards), flags.map((flag) => flag.id), JSON.stringify(flags)],
    );
  }
}

/** One JSON text for the whole set: the large texts go in as they are, where an array of texts would escape each quote. */
function rowText({ government, fiscalYear, version, factCount, content }: EvaluatedScorecard): string {
  const { digest, flagsDigest, summary } = content;
  const columns = { government, fiscal_year: fiscalYear, version, fact_count: factCount, digest, flags_digest: flagsDigest };
  return `${JSON.stringify(columns).slice(0, -1)},"summary":${summary}}`;
}
