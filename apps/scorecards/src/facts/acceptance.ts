import type { BusinessDate } from '@komitmen/kernel';
import { compareText, type Fact } from './fact';
import { once } from './once';

/** What a fact says about one value, ready to be weighed against others about the same value. */
export interface Claim {
  /** Two claims disagree when their values differ. */
  readonly value: string;
  readonly holdsOn: BusinessDate;
  readonly knownOn: BusinessDate;
  /** The payer's own officer, as against a third party who cites a source. */
  readonly own: boolean;
  /** Who speaks: a later claim of the same voice corrects the earlier one, it does not dispute it. */
  readonly voice: string;
  /** Months it speaks about, where stated. */
  readonly months: readonly string[] | null;
  readonly eventId: string;
}

export interface Settled<C extends Claim> {
  readonly accepted: C;
  /** Other voices that say something else about the same day, or about the same months. */
  readonly disputed: readonly C[];
  /** Replaced or repeated claims, newest first. */
  readonly earlier: readonly C[];
}

/**
 * Best first: later `holdsOn`; on the same day the payer's own officer before a third party; then later `knownOn`;
 * then the event id, so that the answer never depends on the order of arrival.
 */
export function compareClaims(a: Claim, b: Claim): number {
  return (
    compareText(b.holdsOn, a.holdsOn) ||
    Number(b.own) - Number(a.own) ||
    compareText(b.knownOn, a.knownOn) ||
    compareText(b.eventId, a.eventId)
  );
}

function overlaps(a: Claim, b: Claim): boolean {
  if (a.holdsOn === b.holdsOn) return true;
  return a.months !== null && b.months !== null && a.months.some((month) => b.months?.includes(month) === true);
}

const disputes = (other: Claim, accepted: Claim): boolean =>
  other.value !== accepted.value && other.voice !== accepted.voice && overlaps(other, accepted);

/** The accepted claim and where the others stand; undefined when there is none. */
export function settle<C extends Claim>(claims: readonly C[]): Settled<C> | undefined {
  const [accepted, ...others] = [...claims].sort(compareClaims);
  if (accepted === undefined) return undefined;
  const disputed = withoutCorrected(others, accepted).filter((other) => disputes(other, accepted));
  return { accepted, disputed, earlier: others.filter((other) => !disputed.includes(other)) };
}

/** Of each other voice only its best claim can dispute: what a voice has corrected itself, it no longer holds. */
function withoutCorrected<C extends Claim>(sorted: readonly C[], accepted: C): C[] {
  const seen = new Set([accepted.voice]);
  return sorted.filter((claim) => {
    const first = !seen.has(claim.voice);
    seen.add(claim.voice);
    return first;
  });
}

/** Groups by key, in key order. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return new Map([...groups].sort(([a], [b]) => compareText(a, b)));
}

const OFFICERS: readonly string[] = ['treasury-officer', 'enrolment-officer'];

/** The part of a claim that every fact carries itself. To be spread last: V8 puts what follows a leading spread in one by one, at 2 µs each. */
export const claimOf = once((fact: Fact): Omit<Claim, 'value' | 'months'> => {
  const { data } = fact;
  const own =
    'reporter' in data
      ? data.reporter === 'payer'
      : OFFICERS.includes(data.recordedBy.role) && data.recordedBy.government === fact.government;
  const source = 'source' in data ? data.source : null;
  return {
    holdsOn: data.holdsOn as BusinessDate,
    knownOn: fact.knownOn,
    own,
    voice: own ? 'own' : source === null ? `by ${data.recordedBy.government}` : `${source.title} / ${source.publisher ?? ''}`,
    eventId: fact.eventId,
  };
});
