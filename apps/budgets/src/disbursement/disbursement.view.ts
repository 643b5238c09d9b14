import { recordedFields } from '@komitmen/contracts';
import type { Allocation, Warning } from '../allocation/allocation';
import { type Disbursement, paymentWarnings } from './disbursement';
import { disbursementRow } from './disbursement.entity';

/** A payment as the API shows it. */
export type DisbursementView = ReturnType<typeof disbursementView>;

export function disbursementView(payment: Disbursement) {
  const {
    id,
    version,
    allocationId,
    payer,
    beneficiary,
    fiscalYear,
    stage,
    amount,
    paidMonths,
    segment,
    document,
    receipt,
    reason,
    refund,
  } = disbursementRow(payment);
  return {
    id,
    version,
    allocationId,
    payer,
    beneficiary,
    fiscalYear,
    stage,
    amount: amount.toString(),
    months: paidMonths,
    segment,
    document,
    receipt,
    reason,
    refund,
    ...recordedFields(payment.holdsOn, payment.recording),
  };
}

export interface RecordedPayment extends DisbursementView {
  readonly warnings: readonly Warning[];
}

export const recordedPayment = (payment: Disbursement, line: Allocation): RecordedPayment => ({
  ...disbursementView(payment),
  warnings: paymentWarnings(payment, line),
});
