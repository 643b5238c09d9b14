import { fundable, type Month, parseRupiah, type Rupiah } from '@komitmen/kernel';
import { type Fact, type FactOf, factsOf, latestVersions } from '../facts/fact';

export type DisbursedFact = FactOf<'budgets.disbursement-recorded.v1'>;
export type AcknowledgedFact = FactOf<'budgets.disbursement-acknowledged.v1'>;
type PaymentFact = DisbursedFact | AcknowledgedFact | FactOf<'budgets.disbursement-rejected.v1' | 'budgets.disbursement-refunded.v1'>;

export interface Payment {
  readonly id: string;
  readonly allocationId: string;
  readonly amount: Rupiah;
  readonly months: readonly Month[];
  /** The SP2D where it is known, else the fact that implies it. */
  readonly paid: DisbursedFact | AcknowledgedFact;
  readonly acknowledged: AcknowledgedFact | undefined;
  /** Persons whom the amount protects in each of its months (R1 read backwards); undefined without a known rate. */
  readonly persons: bigint | undefined;
}

/** Realisation is SP2D: what is only requested or ordered is not paid, and what came back no longer is. */
export interface Payments {
  readonly standing: readonly Payment[];
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
  return {
    standing: latest.flatMap((fact) => (isPaid(fact) ? [paymentOf(fact, orders)] : [])),
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
    paid: orders.filter((order) => order.data.disbursementId === disbursementId).sort((a, b) => b.data.version - a.data.version)[0] ?? fact,
    acknowledged: fact.type === 'budgets.disbursement-acknowledged.v1' ? fact : undefined,
    persons: fundable(amount, segment, months)?.persons,
  };
}

export const paidFor = (payments: Payments, allocationIds: readonly string[]): bigint =>
  payments.standing.filter((payment) => allocationIds.includes(payment.allocationId)).reduce((sum, { amount }) => sum + amount, 0n);

/** Persons paid for in one month; undefined where some payment's rate is not known. */
export function personsPaidIn(payments: Payments, month: Month): bigint | undefined {
  let persons = 0n;
  for (const payment of payments.standing.filter(({ months }) => months.includes(month))) {
    if (payment.persons === undefined) return undefined;
    persons += payment.persons;
  }
  return persons;
}
