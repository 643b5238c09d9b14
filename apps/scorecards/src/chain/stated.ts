import { type Link, LINKS } from '@komitmen/kernel';
import { claimOf, type Claim, groupBy, settle, type Settled } from '../facts/acceptance';
import { type Fact, type FactOf, factsOf } from '../facts/fact';
import type { Figure } from '../figure/figure';
import { provenance, settledFigure } from '../figure/recorded-figure';

export interface StatedClaim extends Claim {
  readonly fact: FactOf<'regencies.figure-stated.v1'>;
}

const ELIGIBLE = 'eligible-workers';
/** What a source states as the total of a province: the reconciliation compares with it. */
export const STATED_TOTAL = 'protection-total';

/** One settled figure per measure and definition: figures that count different things do not compete. */
export interface Stated {
  readonly eligible: Settled<StatedClaim> | undefined;
  readonly total: Settled<StatedClaim> | undefined;
  readonly byLink: Readonly<Record<Link, readonly Figure[]>>;
  readonly context: readonly Figure[];
}

export function statedOf(facts: readonly Fact[]): Stated {
  const claims = factsOf(facts, 'regencies.figure-stated.v1').map((fact): StatedClaim => ({
    value: `${fact.data.value ?? ''} / ${fact.data.denominator ?? ''} / ${fact.data.text ?? ''}`,
    months: null,
    fact,
    ...claimOf(fact),
  }));
  const measured = (measure: string): StatedClaim[] => claims.filter(({ fact }) => fact.data.measure === measure);
  const figures = settledFigures(claims.filter(({ fact }) => fact.data.measure !== ELIGIBLE));
  const under = (link: Link): Figure[] => figures.filter(({ label }) => label?.startsWith(`${link}-`));
  return {
    eligible: settle(measured(ELIGIBLE).filter(({ fact }) => fact.data.value !== null)),
    total: settle(measured(STATED_TOTAL).filter(({ fact }) => fact.data.value !== null)),
    byLink: Object.fromEntries(LINKS.map((link) => [link, under(link)])) as Record<Link, Figure[]>,
    context: figures.filter(({ label }) => !LINKS.some((link) => label?.startsWith(`${link}-`))),
  };
}

function settledFigures(claims: readonly StatedClaim[]): Figure[] {
  const groups = groupBy(claims, ({ fact: { data } }) =>
    JSON.stringify([data.measure, data.definition, data.unit, data.value === null ? data.text : null]),
  );
  return [...groups.values()].flatMap((group) => {
    const settled = settle(group);
    return settled === undefined ? [] : [settledFigure(settled, statedFigure)];
  });
}

/** In the source's own words: never mixed with what is computed. */
export function statedFigure({ fact }: StatedClaim): Figure {
  const { data } = fact;
  return {
    state: 'stated',
    value: data.unit === 'text' ? data.text : data.value,
    unit: data.unit,
    qualifier: data.qualifier,
    label: data.measure,
    statement: data.text,
    definition: data.definition,
    ...(data.denominator === null
      ? {}
      : {
          denominator: {
            state: 'stated',
            value: data.denominator,
            unit: data.unit === 'percent' ? 'persons' : data.unit,
            qualifier: data.qualifier,
            definition: data.definition,
          } satisfies Figure,
        }),
    ...provenance(fact),
  };
}

/** A stated number that coverage may be computed from, zero being an assertion. */
export function eligibleClaimFigure(claim: StatedClaim): Figure {
  return { ...statedFigure(claim), state: claim.fact.data.value === '0' ? 'asserted-zero' : 'known', value: claim.fact.data.value };
}
