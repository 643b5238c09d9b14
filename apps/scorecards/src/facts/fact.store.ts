import type { EventData } from '@komitmen/contracts';
import { textArray, UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { groupBy } from './acceptance';
import { type Fact, factFromEvent, type FactType } from './fact';
import { KeptFacts } from './kept-facts';

/** A scorecard's key. */
export interface ScorecardKey {
  readonly government: string;
  readonly fiscalYear: number;
}

interface FactRow {
  readonly id: string;
  readonly type: FactType;
  readonly data: EventData<FactType>;
}

/** A fact, and its data as the text that it came as. */
export interface FactAsRead {
  readonly fact: Fact;
  readonly text: string;
}

const EVERY_YEAR = 0;

/** The set of facts: only ever added to, each once. */
@Injectable()
export class FactStore {
  private readonly kept = new KeptFacts();
  /** Of open transactions, by generation. */
  private readonly added = new WeakMap<EntityManager, Map<number, readonly Fact[]>>();

  constructor(private readonly unitOfWork: UnitOfWork) {}

  async add(generation: number, read: readonly FactAsRead[]): Promise<void> {
    if (read.length === 0) return;
    const facts = read.map(({ fact }) => fact);
    const transaction = this.unitOfWork.transaction();
    const added = this.added.get(transaction) ?? new Map<number, readonly Fact[]>();
    this.added.set(transaction, added.set(generation, [...(added.get(generation) ?? []), ...facts]));
    await transaction.query(
      `INSERT INTO scorecards.facts (generation, event_id, government, fiscal_year, known_on, type, data)
       SELECT $1, id::uuid, government, fiscal_year, known_on::date, type, data::json
       FROM unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[]) AS f (id, government, fiscal_year, known_on, type, data)
       ON CONFLICT DO NOTHING`,
      [
        generation,
        textArray(facts.map((fact) => fact.eventId)),
        textArray(facts.map((fact) => fact.government)),
        facts.map((fact) => fact.fiscalYear ?? EVERY_YEAR),
        textArray(facts.map((fact) => fact.knownOn)),
        textArray(facts.map((fact) => fact.type)),
        textArray(read.map(({ text }) => text)),
      ],
    );
  }

  /** Facts of several scorecards, those without a year included. The caller holds the locks of their provinces where facts were just added. */
  async ofScorecards(generation: number, keys: readonly ScorecardKey[]): Promise<Fact[]> {
    const places = placesOf(keys);
    const transaction = this.unitOfWork.transaction();
    const added = this.added.get(transaction)?.get(generation);
    // Only who brings news will come again soon for the same.
    return added === undefined ? this.read(transaction, generation, places) : this.readRest(transaction, generation, places, added);
  }

  private async readRest(
    transaction: EntityManager,
    generation: number,
    places: readonly ScorecardKey[],
    added: readonly Fact[],
  ): Promise<Fact[]> {
    const counts = await this.countsOf(transaction, generation, places);
    const byPlace = (facts: readonly Fact[]): Map<string, Fact[]> => groupBy(facts, (fact) => placeOf(generation, ownPlaceOf(fact)));
    const news = byPlace(added);
    const known = new Map<string, readonly Fact[]>();
    const unknown = places.filter((key) => {
      const place = placeOf(generation, key);
      const all = this.kept.all(place, news.get(place) ?? [], counts.get(place) ?? 0);
      if (all !== undefined) known.set(place, all);
      return all === undefined;
    });
    for (const [place, facts] of byPlace(await this.read(transaction, generation, unknown))) known.set(place, facts);
    this.unitOfWork.afterCommit(() => {
      for (const [place, facts] of known) this.kept.keep(place, facts);
    });
    return [...known.values()].flat();
  }

  private async countsOf(transaction: EntityManager, generation: number, places: readonly ScorecardKey[]): Promise<Map<string, number>> {
    const rows = await transaction.query<(ScorecardKey & { readonly count: number })[]>(
      `SELECT government, fiscal_year AS "fiscalYear", count(*)::int AS count FROM scorecards.facts
       WHERE generation = $1 AND (government, fiscal_year) IN (SELECT * FROM unnest($2::text[], $3::int[])) GROUP BY government, fiscal_year`,
      [generation, ...columnsOf(places)],
    );
    return new Map(rows.map(({ count, ...key }) => [placeOf(generation, key), count]));
  }

  private async read(transaction: EntityManager, generation: number, places: readonly ScorecardKey[]): Promise<Fact[]> {
    if (places.length === 0) return [];
    const rows = await transaction.query<FactRow[]>(
      `SELECT event_id AS id, type, data FROM scorecards.facts
       WHERE generation = $1 AND (government, fiscal_year) IN (SELECT * FROM unnest($2::text[], $3::int[]))`,
      [generation, ...columnsOf(places)],
    );
    return rows.map(factFromEvent);
  }

  /** Facts of a province's governments (of every province without one) for one year, as known on a day. */
  async asKnownOn(manager: EntityManager, generation: number, prefix: string, fiscalYear: number, day: string): Promise<Fact[]> {
    const rows = await manager.query<FactRow[]>(
      `SELECT event_id AS id, type, data FROM scorecards.facts
       WHERE generation = $1 AND government LIKE $2 || '%' AND fiscal_year IN ($3, ${EVERY_YEAR}) AND known_on <= $4`,
      [generation, prefix, fiscalYear, day],
    );
    return rows.map(factFromEvent);
  }
}

/** Where facts are kept: each key and, once per government, what belongs to every year. */
function placesOf(keys: readonly ScorecardKey[]): ScorecardKey[] {
  const governments = [...new Set(keys.map((key) => key.government))];
  return [...keys, ...governments.map((government) => ({ government, fiscalYear: EVERY_YEAR }))];
}

const ownPlaceOf = ({ government, fiscalYear }: Fact): ScorecardKey => ({ government, fiscalYear: fiscalYear ?? EVERY_YEAR });
const placeOf = (generation: number, { government, fiscalYear }: ScorecardKey): string => `${generation}/${government}/${fiscalYear}`;
/** Each column of the keys, as a list. */
export const columnsOf = (keys: readonly ScorecardKey[]): [string[], number[]] => [
  keys.map((key) => key.government),
  keys.map((key) => key.fiscalYear),
];
