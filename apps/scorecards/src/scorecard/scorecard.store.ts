import { createHash } from 'node:crypto';
import { textArray, UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { columnsOf, type ScorecardKey } from '../facts/fact.store';
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

const HEAD = 'version, digest, flags_digest AS "flagsDigest"';

/** About 20 MB. */
const MOST_SUMMARIES = 1_000;

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

/** Rows of the read model, read and written by the set. */
@Injectable()
export class ScorecardStore {
  /** By digest, which says what the summary is, whoever wrote it and whether or not that was committed. */
  private readonly summaries = new LRUCache<string, ScorecardSummary>({ max: MOST_SUMMARIES });

  constructor(private readonly unitOfWork: UnitOfWork) {}

  async find(generation: number, keys: readonly ScorecardKey[]): Promise<StoredScorecard[]> {
    const heads = await this.read<Omit<StoredScorecard, 'summary'>>(HEAD, generation, keys);
    const kept = heads.flatMap((head) => {
      const summary = this.summaries.get(head.digest);
      return summary === undefined ? [] : [{ ...head, summary }];
    });
    if (kept.length === heads.length) return kept;
    const others = heads.filter(({ digest }) => !this.summaries.has(digest));
    return [...kept, ...(await this.read<StoredScorecard>(`${HEAD}, summary`, generation, others))];
  }

  private read<Row>(columns: string, generation: number, keys: readonly ScorecardKey[]): Promise<Row[]> {
    return this.unitOfWork.transaction().query<Row[]>(
      `SELECT government, fiscal_year AS "fiscalYear", ${columns} FROM scorecards.scorecards
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
    // One that changes is soon asked for again; a first one, as a rebuild makes them all, is not.
    for (const { version, content, summary } of scorecards) if (version > 1) this.summaries.set(content.digest, summary);
    await this.unitOfWork.transaction().query(
      `INSERT INTO scorecards.scorecards (generation, government, fiscal_year, version, changed_on, fact_count, digest, flags_digest, summary)
       SELECT $1, government, fiscal_year, version, $2, fact_count, digest, flags_digest, summary::json
       FROM unnest($3::text[], $4::int[], $5::int[], $6::int[], $7::text[], $8::text[], $9::text[])
         AS s (government, fiscal_year, version, fact_count, digest, flags_digest, summary)
       ON CONFLICT (generation, government, fiscal_year) DO UPDATE SET version = excluded.version, changed_on = excluded.changed_on,
         fact_count = excluded.fact_count, digest = excluded.digest, flags_digest = excluded.flags_digest, summary = excluded.summary`,
      [
        generation,
        day,
        ...columnsOf(scorecards),
        scorecards.map(({ version }) => version),
        scorecards.map(({ factCount }) => factCount),
        scorecards.map(({ content }) => content.digest),
        scorecards.map(({ content }) => content.flagsDigest),
        textArray(scorecards.map(({ content }) => content.summary)),
      ],
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
