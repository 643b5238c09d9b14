import { type Month, type Qualifier, weakest } from '@komitmen/kernel';
import { claimOf, type Claim, compareClaims, groupBy, settle, type Settled } from '../facts/acceptance';
import { compareText, type Fact, type FactOf, factsOf } from '../facts/fact';
import { once } from '../facts/once';
import { computed, type Figure, isKnown } from '../figure/figure';
import { provenance, settledFigure } from '../figure/recorded-figure';

type Report = FactOf<'enrolment.headcount-reported.v1'>;

export interface HeadcountClaim extends Claim {
  readonly persons: number;
  readonly qualifier: Qualifier;
  readonly fact: Report;
  /** Which dimensions the report names, and with what values: reports of one part speak of the same people. */
  readonly dimensions: string;
  readonly part: string;
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
 * An undivided total speaks of all the payer's people; a slice (a report that names a residence, group or segment) of
 * some of them. A slice never replaces a total: wherever a total is known it is the figure, and slices stand beside it
 * as "of which" (exception: `slicesAgainstZero`). Slices of the day of the total or later that add up to more than it
 * are shown as disputing it.
 *
 * Without a total, slices that name the same dimensions with different values are disjoint (BPU and PU; residents of two
 * regencies), so they add up: together they are one division of the payer's people. Slices of different dimensions may
 * speak of the same persons, so divisions compete as wholes by the usual order and never add. Slices of zero alone say
 * nothing about the whole, which then is unknown.
 */
export interface Headcount extends Division {
  readonly qualifier: Qualifier;
  /** Divisions that dispute it, and that it replaced. */
  readonly disputes: readonly Division[];
  readonly earlier: readonly Division[];
  /** The months that the accepted reports say are paid for somebody; empty where they say nothing. */
  readonly months: readonly Month[];
}

export interface HeadcountKnowledge {
  readonly accepted: Headcount | undefined;
  /** Every slice that is known, whether or not the accepted figure is made of it. */
  readonly slices: readonly HeadcountClaim[];
  /** A count, an asserted zero or "nothing to report": each answers the duty to report. */
  readonly reports: readonly Report[];
}

export function headcountOf(facts: readonly Fact[]): HeadcountKnowledge {
  const reports = factsOf(facts, 'enrolment.headcount-reported.v1');
  const claims = reports.flatMap(claimOfReport);
  const total = settle(claims.filter((claim) => !isSlice(claim)));
  const slices = claims.filter(isSlice);
  return {
    accepted: total === undefined ? acceptSlices(slices) : acceptTotal(total, slices),
    slices: divisionsOf(slices).flatMap(({ parts }) => parts.map((part) => part.accepted)),
    reports,
  };
}

function acceptSlices(slices: readonly HeadcountClaim[], others: readonly Division[] = []): Headcount | undefined {
  const [best, ...worse] = divisionsOf(slices).filter(({ persons }) => persons > 0);
  return best === undefined ? undefined : accept(best, [...worse, ...others]);
}

function acceptTotal(total: Settled<HeadcountClaim>, slices: readonly HeadcountClaim[]): Headcount {
  const whole: Division = { parts: [total], lead: total.accepted, persons: total.accepted.persons };
  const contradicted = acceptSlices(slicesAgainstZero(total.accepted, slices), [whole]);
  if (contradicted !== undefined) return contradicted;
  const notBefore = divisionsOf(slices.filter(({ holdsOn }) => holdsOn >= total.accepted.holdsOn));
  return headcount(
    whole,
    notBefore.filter(({ persons }) => persons > whole.persons),
    [],
  );
}

/**
 * Slices of one person or more contradict an undivided asserted zero that they come before in the usual order (later
 * `holdsOn`; on the same day the payer's own officer before a third party): where somebody is protected, "nobody" is
 * over. Their sum is then the figure and the zero stays visible beside it. Slices that the zero came after do not count.
 */
const slicesAgainstZero = (total: HeadcountClaim, slices: readonly HeadcountClaim[]): HeadcountClaim[] =>
  total.persons > 0 ? [] : slices.filter((slice) => compareClaims(slice, total) < 0);

/** "Nothing to report" says nothing about the number, so it is no claim. */
const claimOfReport = once((fact: Report): HeadcountClaim[] => {
  const { kind, persons, qualifier, months } = fact.data;
  if (kind === 'nothing-to-report') return [];
  const count = kind === 'asserted-zero' ? 0 : persons;
  if (count === null) return [];
  const divided = [fact.data.residence, fact.data.group, fact.data.segment];
  return [
    {
      value: String(count),
      months,
      persons: count,
      qualifier: kind === 'asserted-zero' ? 'exact' : qualifier,
      fact,
      dimensions: divided.map((dimension) => (dimension === null ? '-' : 'x')).join(''),
      part: JSON.stringify(divided),
      ...claimOf(fact),
    },
  ];
});

/** A report about some of the people: it says nothing about the others. */
export const isSlice = (claim: HeadcountClaim): boolean => claim.dimensions !== '---';

/** Best first. */
const divisionsOf = (claims: readonly HeadcountClaim[]): Division[] =>
  [...groupBy(claims, ({ dimensions }) => dimensions).values()].flatMap(divide).sort((a, b) => compareClaims(a.lead, b.lead));

function divide(claims: readonly HeadcountClaim[]): Division[] {
  const parts = [...groupBy(claims, ({ part }) => part).values()].flatMap((group) => settle(group) ?? []);
  const [lead] = parts.map((part) => part.accepted).sort(compareClaims);
  return lead === undefined ? [] : [{ parts, lead, persons: sumOf(parts) }];
}

const sumOf = (parts: readonly Settled<HeadcountClaim>[]): number => parts.reduce((sum, { accepted }) => sum + accepted.persons, 0);

function accept(best: Division, others: readonly Division[]): Headcount {
  const disputes = others.filter(
    (other) => other.persons !== best.persons && other.lead.holdsOn === best.lead.holdsOn && other.lead.voice !== best.lead.voice,
  );
  return headcount(
    best,
    disputes,
    others.filter((other) => !disputes.includes(other)),
  );
}

const headcount = (division: Division, disputes: readonly Division[], earlier: readonly Division[]): Headcount => ({
  persons: division.persons,
  qualifier: weakest(division.parts.map(({ accepted }) => accepted.qualifier)),
  parts: division.parts,
  lead: division.lead,
  disputes,
  earlier,
  months: paidMonthsOf(division),
});

export const headcountFigure = once((headcount: Headcount): Figure => {
  const figure = divisionFigure(headcount);
  const disputed = [...(figure.disputed ?? []), ...headcount.disputes.map(divisionFigure)];
  const replaced = [...(figure.earlier ?? []), ...headcount.earlier.map(divisionFigure)];
  return {
    ...figure,
    ...(disputed.length === 0 ? {} : { disputed }),
    ...(replaced.length === 0 ? {} : { earlier: replaced }),
  };
});

/** Nobody's contributions pay no month. */
const paidMonthsOf = ({ parts }: Division): Month[] =>
  [...new Set(parts.flatMap(({ accepted }) => (accepted.persons === 0 ? [] : (accepted.months ?? []))))].sort(compareText) as Month[];

function divisionFigure({ parts, persons, lead }: Division): Figure {
  const figures = parts.map((part) => settledFigure(part, claimFigure));
  const [only] = figures;
  if (figures.length === 1 && only !== undefined) return only;
  return computed('headcount', 'persons', persons, weakest(parts.map(({ accepted }) => accepted.qualifier)), 'sum', {
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

export const claimFigure = once(({ persons, qualifier, fact }: Pick<HeadcountClaim, 'persons' | 'qualifier' | 'fact'>): Figure => {
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
});
