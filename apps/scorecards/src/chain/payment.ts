import { fundable, type Month, parseRupiah, type Rupiah, rupiah, type Segment } from '@komitmen/kernel';
import { groupBy } from '../facts/acceptance';
import { type Fact, type FactOf, factsOf, latestVersions } from '../facts/fact';

export type DisbursedFact = FactOf<'budgets.disbursement-recorded.v1'>;
export type AcknowledgedFact = FactOf<'budgets.disbursement-acknowledged.v1'>;
type PaymentFact = DisbursedFact | AcknowledgedFact | FactOf<'budgets.disbursement-rejected.v1' | 'budgets.disbursement-refunded.v1'>;

export interface Payment {
  readonly id: string;
  readonly allocationId: string;
  readonly amount: Rupiah;
  readonly months: readonly Month[];
  readonly segment: Segment;
  /** The SP2D where it is known, else the fact that implies it. */
  readonly paid: DisbursedFact | AcknowledgedFact;
  readonly acknowledged: AcknowledgedFact | undefined;
}

/**
 * Payments of exactly the same months and segment. JKK and JKM of the same people are often paid by two SP2Ds: neither
 * protects anybody alone, so the persons follow from their sum, rounded down once.
 */
export interface Pool {
  readonly months: readonly Month[];
  readonly payments: readonly Payment[];
  readonly amount: Rupiah;
  /** Persons whom the amount protects in each of the months (R1 read backwards); undefined without a known rate. */
  readonly persons: bigint | undefined;
}

/** Realisation is SP2D: what is only requested or ordered is not paid, and what came back no longer is. */
export interface Payments {
  readonly standing: readonly Payment[];
  /** Every standing payment, in one pool each. */
  readonly pools: readonly Pool[];
  /** SPP and SPM on their way. */
  readonly underway: readonly DisbursedFact[];
  /** Rejected or refunded, newest first. */
  readonly undone: readonly PaymentFact[];
}

export function paymentsOf(facts: readonly Fact[]): Payments {
  const all = factsOf(
    facts,
    'budgets.disbursement-recorded.v1',
    'budgets.disbursement-acknowledged.v1',
    'budgets.disbursement-rejected.v1',
    'budgets.disbursement-refunded.v1',
  );
  const latest = latestVersions<PaymentFact>(all, (fact) => fact.data.disbursementId);
  const orders = all.filter(
    (fact): fact is DisbursedFact => fact.type === 'budgets.disbursement-recorded.v1' && fact.data.stage === 'disbursed',
  );
  const standing = latest.flatMap((fact) => (isPaid(fact) ? [paymentOf(fact, orders)] : []));
  return {
    standing,
    pools: [...groupBy(standing, ({ months, segment }) => `${segment} ${months.join(' ')}`).values()].flatMap(poolOf),
    underway: latest.filter(
      (fact): fact is DisbursedFact => fact.type === 'budgets.disbursement-recorded.v1' && fact.data.stage !== 'disbursed',
    ),
    undone: latest
      .filter((fact) => fact.type === 'budgets.disbursement-rejected.v1' || fact.type === 'budgets.disbursement-refunded.v1')
      .reverse(),
  };
}

const isPaid = (fact: PaymentFact): fact is DisbursedFact | AcknowledgedFact =>
  fact.type === 'budgets.disbursement-acknowledged.v1' ||
  (fact.type === 'budgets.disbursement-recorded.v1' && fact.data.stage === 'disbursed');

function paymentOf(fact: DisbursedFact | AcknowledgedFact, orders: readonly DisbursedFact[]): Payment {
  const { disbursementId, allocationId, paidMonths, segment } = fact.data;
  const amount = parseRupiah(fact.data.amount);
  const months = [...paidMonths].sort() as Month[];
  return {
    id: disbursementId,
    allocationId,
    amount,
    months,
    segment,
    paid: orders.filter((order) => order.data.disbursementId === disbursementId).sort((a, b) => b.data.version - a.data.version)[0] ?? fact,
    acknowledged: fact.type === 'budgets.disbursement-acknowledged.v1' ? fact : undefined,
  };
}

function poolOf(payments: readonly Payment[]): Pool[] {
  const [first] = payments;
  if (first === undefined) return [];
  const amount = rupiah(payments.reduce((sum, payment) => sum + payment.amount, 0n));
  return [{ months: first.months, payments, amount, persons: fundable(amount, first.segment, first.months)?.persons }];
}

export const paidFor = (payments: Payments, allocationIds: readonly string[]): bigint =>
  payments.standing.filter((payment) => allocationIds.includes(payment.allocationId)).reduce((sum, { amount }) => sum + amount, 0n);

/** Persons paid for in one month; undefined where some pool's rate is not known. */
export function personsPaidIn(payments: Payments, month: Month): bigint | undefined {
  let persons = 0n;
  for (const pool of payments.pools.filter(({ months }) => months.includes(month))) {
    if (pool.persons === undefined) return undefined;
    persons += pool.persons;
  }
  return persons;
}
