import type { EventData, EventType } from '@komitmen/contracts';
import { type BusinessDate, type FiscalYear, type GovernmentCode, provinceOf } from '@komitmen/kernel';

/** Events that say something about one government. Drafts say nothing yet and are left out. */
export const FACT_TYPES = [
  'regencies.commitment-pledged.v1',
  'regencies.commitment-confirmed.v1',
  'regencies.commitment-withdrawn.v1',
  'regencies.commitment-declared-none.v1',
  'regencies.target-set.v1',
  'regencies.figure-stated.v1',
  'budgets.allocation-recorded.v1',
  'budgets.allocation-declared-none.v1',
  'budgets.disbursement-recorded.v1',
  'budgets.disbursement-acknowledged.v1',
  'budgets.disbursement-rejected.v1',
  'budgets.disbursement-refunded.v1',
  'enrolment.headcount-reported.v1',
] as const satisfies readonly EventType[];
export type FactType = (typeof FACT_TYPES)[number];

/** One recorded fact of one government. `fiscalYear` is null where a source names none: the fact then belongs to every year. */
interface RecordedFact<T extends FactType> {
  readonly eventId: string;
  readonly type: T;
  readonly government: GovernmentCode;
  readonly fiscalYear: FiscalYear | null;
  readonly knownOn: BusinessDate;
  readonly data: EventData<T>;
}
/** Distributes over a union of types, so that `type` tells what `data` holds. */
export type FactOf<T extends FactType> = T extends FactType ? RecordedFact<T> : never;
export type Fact = FactOf<FactType>;

/** The government a fact belongs to is the one that pays or pledges: sums are by payer (R10). */
function governmentOf(data: Fact['data']): string {
  if ('payer' in data) return data.payer;
  return 'subject' in data ? data.subject : data.government;
}

export const isFactType = (type: string): type is FactType => FACT_TYPES.some((known) => known === type);

/** `data` must fit the type's contract: whoever reads an event from outside has it validated first. */
export function factFromEvent(event: { readonly id: string; readonly type: FactType; readonly data: EventData<FactType> }): Fact {
  const { id: eventId, type, data } = event;
  const fact: RecordedFact<FactType> = {
    eventId,
    type,
    government: governmentOf(data) as GovernmentCode,
    fiscalYear: data.fiscalYear as FiscalYear | null,
    knownOn: data.knownOn as BusinessDate,
    data,
  };
  return fact as Fact;
}

const byKnownOnThenId = (a: Fact, b: Fact): number => compareText(a.knownOn, b.knownOn) || compareText(a.eventId, b.eventId);

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The facts as a set in one order: neither the order of arrival nor a second delivery leaves a trace. */
export function factSet(facts: readonly Fact[]): Fact[] {
  return [...new Map(facts.map((fact) => [fact.eventId, fact])).values()].sort(byKnownOnThenId);
}

export const asKnownOn = (facts: readonly Fact[], day: BusinessDate): Fact[] => facts.filter((fact) => fact.knownOn <= day);

export const factsOf = <T extends FactType>(facts: readonly Fact[], ...types: readonly T[]): FactOf<T>[] =>
  facts.filter((fact): fact is Extract<Fact, FactOf<T>> => types.some((type) => type === fact.type));

/** The last version of each aggregate that is known, in the order of the aggregates' ids. */
export function latestVersions<F extends { readonly data: { readonly version: number }; readonly eventId: string }>(
  facts: readonly F[],
  idOf: (fact: F) => string,
): F[] {
  const latest = new Map<string, F>();
  for (const fact of facts) {
    const known = latest.get(idOf(fact));
    if (known === undefined || fact.data.version > known.data.version) latest.set(idOf(fact), fact);
  }
  return [...latest].sort(([a], [b]) => compareText(a, b)).map(([, fact]) => fact);
}

export const provinceOfFact = (fact: Fact): string => provinceOf(fact.government);
