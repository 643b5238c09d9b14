import type { EventData } from '@komitmen/contracts';
import { UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type Fact, factFromEvent, type FactType } from './fact';
import { textArray } from './text-array';

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
  constructor(private readonly unitOfWork: UnitOfWork) {}

  async add(generation: number, read: readonly FactAsRead[]): Promise<void> {
    if (read.length === 0) return;
    const facts = read.map(({ fact }) => fact);
    await this.unitOfWork.transaction().query(
      `INSERT INTO scorecards.facts (generation, event_id, government, fiscal_year, known_on, type, data)
       SELECT $1, id, government, fiscal_year, known_on, type, data::json
       FROM unnest($2::uuid[], $3::text[], $4::int[], $5::date[], $6::text[], $7::text[]) AS f (id, government, fiscal_year, known_on, type, data)
       ON CONFLICT DO NOTHING`,
      [
        generation,
        facts.map((fact) => fact.eventId),
        facts.map((fact) => fact.government),
        facts.map((fact) => fact.fiscalYear ?? EVERY_YEAR),
        facts.map((fact) => fact.knownOn),
        facts.map((fact) => fact.type),
        textArray(read.map(({ text }) => text)),
      ],
    );
  }

  /** Facts of several scorecards by one query, those without a year included. */
  async ofScorecards(generation: number, keys: readonly ScorecardKey[]): Promise<Fact[]> {
    const rows = await this.unitOfWork.transaction().query<FactRow[]>(
      `SELECT event_id AS id, type, data FROM scorecards.facts
       WHERE generation = $1 AND (government, fiscal_year) IN (SELECT * FROM unnest($2::text[], $3::int[]))`,
      [generation, ...parametersOf(keys)],
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

/** Each key and, once per government, the facts that belong to every year. */
function parametersOf(keys: readonly ScorecardKey[]): [string[], number[]] {
  const everyYear = [...new Set(keys.map((key) => key.government))].map((government) => ({ government, fiscalYear: EVERY_YEAR }));
  const all = [...keys, ...everyYear];
  return [all.map((key) => key.government), all.map((key) => key.fiscalYear)];
}
