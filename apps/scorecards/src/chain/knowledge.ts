import type { BusinessDate, FiscalYear, GovernmentCode } from '@komitmen/kernel';
import { asKnownOn, type Fact, type FactType } from '../facts/fact';
import { once } from '../facts/once';
import type { Settled } from '../facts/acceptance';
import { type Allocation, allocationOf } from './allocation';
import { type Commitment, commitmentOf } from './commitment';
import { type HeadcountKnowledge, headcountOf } from './headcount';
import { type Payments, paymentsOf } from './payment';
import { type Stated, statedOf } from './stated';
import { type TargetClaim, targetOf } from './target';

/** Everything that is known about one government and fiscal year at the end of a day. */
export interface Knowledge {
  readonly government: GovernmentCode;
  readonly fiscalYear: FiscalYear;
  readonly day: BusinessDate;
  readonly facts: readonly Fact[];
  readonly commitment: Commitment;
  readonly allocation: Allocation;
  readonly payments: Payments;
  readonly headcount: HeadcountKnowledge;
  readonly stated: Stated;
  readonly target: Settled<TargetClaim> | undefined;
}

type Topic = 'commitment' | 'allocation' | 'payments' | 'headcount' | 'stated' | 'target';

const TOPICS: Readonly<Record<FactType, Topic>> = {
  'regencies.commitment-pledged.v1': 'commitment',
  'regencies.commitment-confirmed.v1': 'commitment',
  'regencies.commitment-withdrawn.v1': 'commitment',
  'regencies.commitment-declared-none.v1': 'commitment',
  'regencies.target-set.v1': 'target',
  'regencies.figure-stated.v1': 'stated',
  'budgets.allocation-recorded.v1': 'allocation',
  'budgets.allocation-declared-none.v1': 'allocation',
  'budgets.disbursement-recorded.v1': 'payments',
  'budgets.disbursement-acknowledged.v1': 'payments',
  'budgets.disbursement-rejected.v1': 'payments',
  'budgets.disbursement-refunded.v1': 'payments',
  'enrolment.headcount-reported.v1': 'headcount',
};

const byTopic = once((all: readonly Fact[]): Readonly<Record<Topic, readonly Fact[]>> => {
  const topics: Record<Topic, Fact[]> = { commitment: [], allocation: [], payments: [], headcount: [], stated: [], target: [] };
  for (const fact of all) topics[TOPICS[fact.type]].push(fact);
  return topics;
});

const isNews = (facts: readonly Fact[], after: BusinessDate, day: BusinessDate): boolean =>
  facts.some(({ knownOn }) => knownOn > after && knownOn <= day);

/**
 * @param all a set of facts (`factSet`)
 * @param before what was known of the same set on an earlier day: a topic without news since then stays what it was
 */
export function knowledgeOn(
  government: GovernmentCode,
  fiscalYear: FiscalYear,
  all: readonly Fact[],
  day: BusinessDate,
  before?: Knowledge,
): Knowledge {
  if (before !== undefined && !isNews(all, before.day, day)) return { ...before, day };
  const topics = byTopic(all);
  const of = <T extends Topic>(topic: T, weigh: (facts: readonly Fact[], year: FiscalYear) => Knowledge[T]): Knowledge[T] =>
    before === undefined || isNews(topics[topic], before.day, day) ? weigh(asKnownOn(topics[topic], day), fiscalYear) : before[topic];
  return {
    government,
    fiscalYear,
    day,
    facts: asKnownOn(all, day),
    commitment: of('commitment', commitmentOf),
    allocation: of('allocation', allocationOf),
    payments: of('payments', paymentsOf),
    headcount: of('headcount', headcountOf),
    stated: of('stated', statedOf),
    target: of('target', targetOf),
  };
}
