import { type Month, type Qualifier, weakest } from '@komitmen/kernel';
import { claimOf, type Claim, compareClaims, groupBy, settle, type Settled } from '../facts/acceptance';
import { compareText, type Fact, type FactOf, factsOf } from '../facts/fact';
import { computed, type Figure, isKnown } from '../figure/figure';
import { provenance, settledFigure } from '../figure/recorded-figure';

type Report = FactOf<'enrolment.headcount-reported.v1'>;

export interface HeadcountClaim extends Claim {
  readonly persons: number;
  readonly qualifier: Qualifier;
  readonly fact: Report;
}

/** One way of dividing the payer's people: by residence, group, segment, a combination of them, or not at all. */
interface Division {
  readonly parts: readonly Settled<HeadcountClaim>[];
  readonly persons: number;
  readonly lead: HeadcountClaim;
}

/**
 * How many people a payer protects, from reports that may overlap.
 *
 * Reports about the same residence, group and segment compete, and one is accepted. Accepted reports that name the same
 * dimensions with different values are disjoint (BPU and PU; residents of two regencies), so they add up: together they
 * are one division of the payer's people. Reports of different divisions (an undivided total, a breakdown by segment, a
 * breakdown by residence) may speak of the same persons, so divisions compete as wholes by the usual order and never add.
 * A person can therefore never be counted twice; the divisions that lost stay visible as disputed or earlier.
 */
export interface Headcount {
  readonly persons: number;
  readonly qualifier: Qualifier;
  readonly parts: readonly Settled<HeadcountClaim>[];
  readonly figure: Figure;
  /** The months that the accepted reports say are paid; empty where they say nothing. */
  readonly months: readonly Month[];
}

export interface HeadcountKnowledge {
  readonly accepted: Headcount | undefined;
  /** A count, an asserted zero or "nothing to report": each answers the duty to report. */
  readonly reports: readonly Report[];
}

export function headcountOf(facts: readonly Fact[]): HeadcountKnowledge {
  const reports = factsOf(facts, 'enrolment.headcount-reported.v1');
  const claims = reports.flatMap(claimOfReport);
  const divisions = [...groupBy(claims, dimensionsOf).values()].flatMap(divide).sort((a, b) => compareClaims(a.lead, b.lead));
  const [best, ...others] = divisions;
  return { accepted: best === undefined ? undefined : accept(best, others), reports };
}

/** "Nothing to report" says nothing about the number, so it is no claim. */
function claimOfReport(fact: Report): HeadcountClaim[] {
  const { kind, persons, qualifier, months } = fact.data;
  if (kind === 'nothing-to-report') return [];
  const count = kind === 'asserted-zero' ? 0 : persons;
  if (count === null) return [];
  return [
    { ...claimOf(fact), value: String(count), months, persons: count, qualifier: kind === 'asserted-zero' ? 'exact' : qualifier, fact },
  ];
}

const dimensionsOf = ({ fact: { data } }: HeadcountClaim): string =>
  [data.residence, data.group, data.segment].map((dimension) => (dimension === null ? '-' : 'x')).join('');

const partOf = ({ fact: { data } }: HeadcountClaim): string => JSON.stringify([data.residence, data.group, data.segment]);

function divide(claims: readonly HeadcountClaim[]): Division[] {
  const parts = [...groupBy(claims, partOf).values()].flatMap((group) => settle(group) ?? []);
  const [lead] = parts.map((part) => part.accepted).sort(compareClaims);
  return lead === undefined ? [] : [{ parts, lead, persons: sumOf(parts) }];
}

const sumOf = (parts: readonly Settled<HeadcountClaim>[]): number => parts.reduce((sum, { accepted }) => sum + accepted.persons, 0);

function accept(best: Division, others: readonly Division[]): Headcount {
  const disputes = others.filter(
    (other) => other.persons !== best.persons && other.lead.holdsOn === best.lead.holdsOn && other.lead.voice !== best.lead.voice,
  );
  const figure = withOthers(
    divisionFigure(best),
    disputes,
    others.filter((other) => !disputes.includes(other)),
  );
  return {
    persons: best.persons,
    qualifier: weakest(best.parts.map(({ accepted }) => accepted.qualifier)),
    parts: best.parts,
    figure,
    months: [...new Set(best.parts.flatMap(({ accepted }) => accepted.months ?? []))].sort(compareText) as Month[],
  };
}

function withOthers(figure: Figure, disputes: readonly Division[], earlier: readonly Division[]): Figure {
  const disputed = [...(figure.disputed ?? []), ...disputes.map(divisionFigure)];
  const replaced = [...(figure.earlier ?? []), ...earlier.map(divisionFigure)];
  return {
    ...figure,
    ...(disputed.length === 0 ? {} : { disputed }),
    ...(replaced.length === 0 ? {} : { earlier: replaced }),
  };
}

function divisionFigure({ parts, persons, lead }: Division): Figure {
  const figures = parts.map((part) => settledFigure(part, claimFigure));
  const [only] = figures;
  if (figures.length === 1 && only !== undefined) return only;
  return computed('headcount', 'persons', persons, weakest(parts.map(({ accepted }) => accepted.qualifier)), 'sum', {
    state: persons === 0 ? 'asserted-zero' : 'computed',
    government: lead.fact.government,
    holdsOn: lead.holdsOn,
    knownOn:
      parts
        .map(({ accepted }) => accepted.knownOn)
        .sort(compareText)
        .at(-1) ?? lead.knownOn,
    known: { parts: figures.filter(isKnown).length, of: figures.length },
    inputs: figures,
  });
}

export function claimFigure({ persons, qualifier, fact }: HeadcountClaim): Figure {
  const { residence, group, segment, statement } = fact.data;
  const counted = [residence, group, segment].filter((dimension) => dimension !== null);
  return {
    state: persons === 0 ? 'asserted-zero' : 'known',
    value: String(persons),
    unit: 'persons',
    qualifier,
    label: 'headcount',
    statement,
    definition: counted.length === 0 ? null : counted.join(', '),
    ...provenance(fact),
  };
}
