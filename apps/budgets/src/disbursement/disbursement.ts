import {
  type DatedDocument,
  type DisbursementAcknowledged,
  type DisbursementRecorded,
  type DisbursementRefunded,
  type DisbursementRejected,
  recordedFields,
  type Recording,
  requireNotInTheFuture,
} from '@komitmen/contracts';
import {
  type BusinessDate,
  DomainError,
  type FiscalYear,
  fiscalYearOf,
  type GovernmentCode,
  type Month,
  payableMonths,
  type Rupiah,
  rupiah,
  type Segment,
} from '@komitmen/kernel';
import type { Allocation, Warning } from '../allocation/allocation';
import { type Ceiling, requireExecutable, requirePayable, requireWithinCeiling } from '../allocation/ceiling';
import { paidMonths } from './paid-months';

interface Payment {
  readonly id: string;
  readonly allocationId: string;
  readonly payer: GovernmentCode;
  readonly beneficiary: GovernmentCode;
  readonly fiscalYear: FiscalYear;
  readonly amount: Rupiah;
  readonly paidMonths: readonly Month[];
  readonly segment: Segment;
  readonly version: number;
  readonly holdsOn: BusinessDate;
  readonly recording: Recording;
  /** SPP, SPM or SP2D: of the latest of these stages. */
  readonly document: DatedDocument;
  readonly sp2d: string | null;
}

export type Requested = Payment & { readonly stage: 'requested' };
export type Ordered = Payment & { readonly stage: 'ordered' };
export type Disbursed = Payment & { readonly stage: 'disbursed'; readonly sp2d: string };
export type Acknowledged = Payment & { readonly stage: 'acknowledged'; readonly receipt: DatedDocument };
export type Rejected = Payment & { readonly stage: 'rejected'; readonly reason: string };
export type Refunded = Payment & { readonly stage: 'refunded'; readonly refund: DatedDocument };
export type Disbursement = Requested | Ordered | Disbursed | Acknowledged | Rejected | Refunded;

export type PaymentStage = (Requested | Ordered | Disbursed)['stage'];
const PAYMENT_STAGES: readonly PaymentStage[] = ['requested', 'ordered', 'disbursed'];
const WORDS: Readonly<Record<Disbursement['stage'], string>> = {
  requested: 'SPP',
  ordered: 'SPM',
  disbursed: 'SP2D',
  acknowledged: 'tanda terima BPJS',
  rejected: 'ditolak',
  refunded: 'dikembalikan',
};

export interface NewPayment {
  readonly id: string;
  readonly stage: PaymentStage;
  readonly amount: Rupiah;
  readonly months: readonly Month[];
  readonly document: DatedDocument;
  readonly holdsOn: BusinessDate;
}

/** A budget is paid within its year: no SPP, SPM or SP2D of another one. @throws DomainError `document-outside-year`. */
function requireDocumentOfYear(document: DatedDocument, year: FiscalYear): void {
  if (fiscalYearOf(document.date) === year) return;
  const message = `Dokumen tertanggal ${document.date} bukan dari tahun anggaran ${year}. Periksa tanggalnya atau pilih alokasi tahun itu.`;
  throw new DomainError('unprocessable', 'document-outside-year', message, {
    field: 'document.date',
    value: document.date,
    fiscalYear: year,
  });
}

/** What follows a document cannot be older than it. @throws DomainError `document-before-previous`. */
function requireNotBefore(payment: Payment, date: BusinessDate, field: string): void {
  if (date >= payment.document.date) return;
  const message = `Tanggal ${date} mendahului dokumen sebelumnya, ${payment.document.number} tertanggal ${payment.document.date}.`;
  throw new DomainError('unprocessable', 'document-before-previous', message, { field, value: date, earliest: payment.document.date });
}

const staged = (payment: Payment, stage: PaymentStage): Requested | Ordered | Disbursed =>
  stage === 'disbursed' ? { ...payment, stage, sp2d: payment.document.number } : { ...payment, stage };

/** A payment enters at whatever stage its document proves; it counts against the ceiling from then on. */
export function pay(ceiling: Ceiling, command: NewPayment, recording: Recording): Requested | Ordered | Disbursed {
  const line = requirePayable(ceiling);
  const { id, stage, amount, document, holdsOn } = command;
  requireNotInTheFuture(recording.today, { holdsOn, 'document.date': document.date });
  requireDocumentOfYear(document, line.fiscalYear);
  const months = paidMonths(command.months, line.fiscalYear);
  requireWithinCeiling(ceiling, amount);
  const { payer, beneficiary, fiscalYear, segment } = line;
  const of = { allocationId: line.id, payer, beneficiary, fiscalYear, segment };
  return staged({ ...of, id, amount, paidMonths: months, document, sp2d: null, holdsOn, version: 1, recording }, stage);
}

const refuseAt = (payment: Disbursement, code: string, message: string, data: Record<string, string> = {}): DomainError =>
  new DomainError('conflict', code, message, { disbursementId: payment.id, stage: payment.stage, ...data });

export interface Progress {
  readonly stage: PaymentStage;
  readonly document: DatedDocument;
  readonly holdsOn: BusinessDate;
}

/** From SPP to SPM to SP2D, none skipped. The line must still be executable and its ceiling must still hold the payment. */
export function progress(payment: Disbursement, ceiling: Ceiling, command: Progress, recording: Recording): Ordered | Disbursed {
  if (payment.stage !== 'requested' && payment.stage !== 'ordered')
    throw refuseAt(
      payment,
      'payment-settled',
      `Realisasi ini sudah pada tahap ${WORDS[payment.stage]}; tidak ada tahap SPP, SPM, atau SP2D berikutnya.`,
    );
  const next = payment.stage === 'requested' ? 'ordered' : 'disbursed';
  if (command.stage !== next) {
    const code = PAYMENT_STAGES.indexOf(command.stage) > PAYMENT_STAGES.indexOf(next) ? 'stage-skipped' : 'stage-passed';
    throw refuseAt(payment, code, `Setelah ${WORDS[payment.stage]}, tahap berikutnya ${WORDS[next]}.`, { field: 'stage', next });
  }
  requireExecutable(ceiling.line);
  requireNotInTheFuture(recording.today, { holdsOn: command.holdsOn, 'document.date': command.document.date });
  requireDocumentOfYear(command.document, payment.fiscalYear);
  requireNotBefore(payment, command.document.date, 'document.date');
  requireWithinCeiling({ ...ceiling, committed: rupiah(ceiling.committed - payment.amount) }, payment.amount);
  const { document, holdsOn } = command;
  const moved = { ...payment, document, holdsOn, version: payment.version + 1, recording };
  return next === 'ordered' ? { ...moved, stage: next } : { ...moved, stage: next, sp2d: document.number };
}

/** BPJS has received the premium: the fourth link. The money has left, so a closed line does not matter any more. */
export function acknowledge(payment: Disbursement, receipt: DatedDocument, holdsOn: BusinessDate, recording: Recording): Acknowledged {
  if (payment.stage !== 'disbursed')
    throw refuseAt(
      payment,
      'not-disbursed',
      `Tanda terima BPJS hanya untuk SP2D yang belum diterima; realisasi ini pada tahap ${WORDS[payment.stage]}.`,
    );
  requireNotInTheFuture(recording.today, { holdsOn, date: receipt.date });
  requireNotBefore(payment, receipt.date, 'date');
  return { ...payment, stage: 'acknowledged', receipt, holdsOn, version: payment.version + 1, recording };
}

/** Refused on its way, or entered by mistake: it no longer counts against the ceiling, and its SP2D number is free again. */
export function reject(payment: Disbursement, reason: string, holdsOn: BusinessDate, recording: Recording): Rejected {
  switch (payment.stage) {
    case 'requested':
    case 'ordered':
    case 'disbursed':
      requireNotInTheFuture(recording.today, { holdsOn });
      requireNotBefore(payment, holdsOn, 'holdsOn');
      return { ...payment, stage: 'rejected', reason, holdsOn, version: payment.version + 1, recording };
    case 'acknowledged':
      throw refuseAt(payment, 'received-already', 'BPJS sudah menerima pembayaran ini. Bila uangnya kembali, catat pengembalian.');
    case 'rejected':
    case 'refunded':
      throw refuseAt(payment, 'reversed-already', `Realisasi ini sudah ${WORDS[payment.stage]}.`);
  }
}

/** The whole payment has come back to the treasury; the ceiling is free again. */
export function refund(payment: Disbursement, document: DatedDocument, holdsOn: BusinessDate, recording: Recording): Refunded {
  switch (payment.stage) {
    case 'disbursed':
    case 'acknowledged':
      requireNotInTheFuture(recording.today, { holdsOn, 'document.date': document.date });
      requireNotBefore(payment, document.date, 'document.date');
      return { ...payment, stage: 'refunded', refund: document, holdsOn, version: payment.version + 1, recording };
    case 'requested':
    case 'ordered':
      throw refuseAt(
        payment,
        'not-disbursed',
        'Belum ada SP2D, jadi tidak ada uang yang dapat kembali. Untuk membatalkannya, catat penolakan.',
      );
    case 'rejected':
    case 'refunded':
      throw refuseAt(payment, 'reversed-already', `Realisasi ini sudah ${WORDS[payment.stage]}.`);
  }
}

/** Months before the first payable one can only be arrears, of which BPJS takes three months at most: worth a second look, never blocked. */
export function paymentWarnings(payment: Disbursement, line: Allocation): Warning[] {
  const first = payableMonths(line.budget, line.document.date, line.fiscalYear).at(0);
  const early = payment.paidMonths.filter((month) => first === undefined || month < first);
  if (early.length === 0) return [];
  const message = `Bulan ${early.join(', ')} mendahului bulan pertama yang dapat dibayar alokasi ini. Pastikan itu tunggakan; BPJS menerima tunggakan paling banyak 3 bulan.`;
  return [{ code: 'months-before-document', message }];
}

export type DisbursementEvent =
  | { readonly type: 'budgets.disbursement-recorded.v1'; readonly data: DisbursementRecorded }
  | { readonly type: 'budgets.disbursement-acknowledged.v1'; readonly data: DisbursementAcknowledged }
  | { readonly type: 'budgets.disbursement-rejected.v1'; readonly data: DisbursementRejected }
  | { readonly type: 'budgets.disbursement-refunded.v1'; readonly data: DisbursementRefunded };

/** The event that says how a payment came to its present stage. */
export function disbursementEvent(payment: Disbursement): DisbursementEvent {
  const { id, allocationId, version, payer, beneficiary, fiscalYear, amount, segment, holdsOn, recording } = payment;
  const of = { allocationId, version, payer, beneficiary, fiscalYear, segment, ...recordedFields(holdsOn, recording) };
  const data = { ...of, disbursementId: id, amount: amount.toString(), paidMonths: [...payment.paidMonths] };
  switch (payment.stage) {
    case 'requested':
    case 'ordered':
    case 'disbursed':
      return { type: 'budgets.disbursement-recorded.v1', data: { ...data, stage: payment.stage, document: payment.document } };
    case 'acknowledged':
      return { type: 'budgets.disbursement-acknowledged.v1', data: { ...data, receipt: payment.receipt } };
    case 'rejected':
      return { type: 'budgets.disbursement-rejected.v1', data: { ...data, reason: payment.reason } };
    case 'refunded':
      return { type: 'budgets.disbursement-refunded.v1', data: { ...data, document: payment.refund } };
  }
}
