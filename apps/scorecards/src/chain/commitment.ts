import {
  addMonths,
  cost,
  decemberOf,
  type FiscalYear,
  fiscalYearOf,
  januaryOf,
  type Month,
  monthsFrom,
  premiumFor,
  type Rupiah,
  type Segment,
} from '@komitmen/kernel';
import { claimOf, type Claim, compareClaims, groupBy, settle, type Settled } from '../facts/acceptance';
import { compareText, type Fact, type FactOf, factsOf, latestVersions } from '../facts/fact';
import type { LinkState } from '../figure/figure';

type PledgeFact = FactOf<'regencies.commitment-pledged.v1' | 'regencies.commitment-confirmed.v1'>;
type CommitmentFact = PledgeFact | FactOf<'regencies.commitment-withdrawn.v1' | 'regencies.commitment-declared-none.v1'>;

export interface PledgeClaim extends Claim {
  readonly fact: PledgeFact;
  readonly persons: number;
  /** The months promised, once a first month is named; a commitment is for its fiscal year, so later ones do not count. */
  readonly pledgedMonths: readonly Month[] | null;
  readonly personMonths: number;
  /** R1; undefined where the premium table has no rate, or where it matters which months are meant. */
  readonly cost: Rupiah | undefined;
  /** The day on which this commitment was first made, which a later confirmation does not move. */
  readonly madeOn: string;
}

export interface NoneClaim extends Claim {
  readonly fact: FactOf<'regencies.commitment-declared-none.v1' | 'budgets.allocation-declared-none.v1'>;
}

/** Pledges of one segment compete (the later statement stands); pledges of different segments add up. */
export interface Commitment {
  readonly state: LinkState;
  readonly pledges: readonly Settled<PledgeClaim>[];
  readonly declaration: NoneClaim | undefined;
  /** Withdrawn or superseded versions and declarations, newest first. */
  readonly history: readonly CommitmentFact[];
}

export function commitmentOf(facts: readonly Fact[], year: FiscalYear): Commitment {
  const all = factsOf(
    facts,
    'regencies.commitment-pledged.v1',
    'regencies.commitment-confirmed.v1',
    'regencies.commitment-withdrawn.v1',
    'regencies.commitment-declared-none.v1',
  );
  const current = latestVersions<CommitmentFact>(all, (fact) => fact.data.commitmentId);
  const pledges = settlePledges(current.flatMap((fact) => (isPledge(fact) ? [pledgeClaim(fact, all, year)] : [])));
  const declaration = settle(
    current.flatMap((fact) => (fact.type === 'regencies.commitment-declared-none.v1' ? [noneClaim(fact)] : [])),
  )?.accepted;
  const [lead] = pledges.map((pledge) => pledge.accepted).sort(compareClaims);
  const none = declaration !== undefined && (lead === undefined || compareClaims(declaration, lead) < 0);
  const standing = new Set(pledges.map((pledge) => pledge.accepted.eventId));
  return {
    state: none ? 'declared-none' : lead === undefined ? 'unknown' : personsOf(pledges) === 0 ? 'asserted-zero' : 'positive',
    pledges: none ? [] : pledges,
    declaration: none ? declaration : undefined,
    history: all.filter((fact) => (none ? fact.eventId !== declaration.eventId : !standing.has(fact.eventId))).sort(newestFirst),
  };
}

export const personsOf = (pledges: Commitment['pledges']): number => pledges.reduce((sum, { accepted }) => sum + accepted.persons, 0);

const newestFirst = (a: CommitmentFact, b: CommitmentFact): number =>
  compareText(b.knownOn, a.knownOn) || b.data.version - a.data.version || compareText(b.eventId, a.eventId);

const isPledge = (fact: CommitmentFact): fact is PledgeFact =>
  fact.type === 'regencies.commitment-pledged.v1' || fact.type === 'regencies.commitment-confirmed.v1';

const settlePledges = (claims: readonly PledgeClaim[]): Settled<PledgeClaim>[] =>
  [...groupBy(claims, (claim) => claim.fact.data.segment).values()].flatMap((group) => settle(group) ?? []);

function pledgeClaim(fact: PledgeFact, all: readonly CommitmentFact[], year: FiscalYear): PledgeClaim {
  const { persons, months, firstMonth, segment, commitmentId } = fact.data;
  const pledgedMonths =
    firstMonth === null
      ? null
      : monthsFrom(firstMonth as Month, addMonths(firstMonth as Month, months - 1)).filter((month) => fiscalYearOf(month) === year);
  const versions = all.filter((other) => other.data.commitmentId === commitmentId && isPledge(other));
  return {
    value: `${persons} x ${months} from ${firstMonth ?? '-'}`,
    months: pledgedMonths,
    fact,
    persons,
    pledgedMonths,
    personMonths: persons * months,
    cost: pledgedMonths === null ? costOfUnnamedMonths(persons, months, segment, year) : cost(persons, segment, pledgedMonths),
    madeOn: versions.map((version) => version.data.holdsOn).sort()[0] ?? fact.data.holdsOn,
    ...claimOf(fact),
  };
}

/** Without a first month the cost is certain only where every month of the year has the same rate. */
function costOfUnnamedMonths(persons: number, months: number, segment: Segment, year: FiscalYear): Rupiah | undefined {
  const december = decemberOf(year);
  const rates = new Set(monthsFrom(januaryOf(year), december).map((month) => premiumFor(segment, month)));
  return rates.size === 1 ? cost(persons, segment, monthsFrom(addMonths(december, 1 - months), december)) : undefined;
}

export const noneClaim = (fact: NoneClaim['fact']): NoneClaim => ({ value: 'none', months: null, fact, ...claimOf(fact) });
