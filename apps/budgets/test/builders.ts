import type { DatedDocument, DatedSource, Recording } from '@komitmen/contracts';
import { businessDate, fiscalYear, type GovernmentCode, month, rupiah } from '@komitmen/kernel';
import { type Allocation, allocate, type Circumstances, type NewAllocation, type Revision } from '../src/allocation/allocation';
import type { Ceiling } from '../src/allocation/ceiling';
import { type Disbursed, type Disbursement, type NewPayment, pay } from '../src/disbursement/disbursement';

export const mataram = '52.71' as GovernmentCode;
export const known: Circumstances = { payerKnown: true, beneficiaryKnown: true };

export const dated = (date: string, number = '900/45'): DatedDocument => ({ number, date: businessDate(date) });
export const statedBy = (date: string): DatedSource => ({ title: 'Suara NTB', publisher: null, date: businessDate(date), reference: null });

/** The treasury officer of Kota Mataram, on a business date. */
export const officerOn = (today: string): Recording => ({
  today: businessDate(today),
  at: `${today}T01:00:00.000Z`,
  by: { accountId: 'officer-1', role: 'treasury-officer', government: mataram },
});

export const plannerOn = (today: string): Recording => ({
  ...officerOn(today),
  by: { accountId: 'planner-1', role: 'planner', government: '52' },
});

/** A DPPA of 30 September 2025 over Rp100.000.000 for three months, unless told otherwise. */
export const newLine = (overrides: Partial<NewAllocation> = {}): NewAllocation => ({
  id: 'line-1',
  payer: mataram,
  beneficiary: mataram,
  fiscalYear: fiscalYear(2025),
  fundSource: 'PAD',
  budget: 'revised',
  supersedes: null,
  stage: 'executable',
  amount: rupiah(100_000_000),
  months: 3,
  segment: 'BPU',
  group: null,
  legalBasis: null,
  document: dated('2025-09-30'),
  accountCode: null,
  source: null,
  holdsOn: businessDate('2025-09-30'),
  ...overrides,
});

export const today = officerOn('2025-10-15');

export const line = (overrides: Partial<NewAllocation> = {}): Allocation => allocate(known, newLine(overrides), today);

export const revision = (overrides: Partial<Revision> = {}): Revision => ({
  document: dated('2025-10-10', '900/46'),
  source: null,
  holdsOn: businessDate('2025-10-10'),
  ...overrides,
});

export const ceilingOf = (of: Allocation, overrides: Partial<Ceiling> = {}): Ceiling => ({
  line: of,
  successor: undefined,
  committed: rupiah(0),
  ...overrides,
});

export const newPayment = (overrides: Partial<NewPayment> = {}): NewPayment => ({
  id: 'payment-1',
  stage: 'disbursed',
  amount: rupiah(60_000_000),
  months: [month('2025-10')],
  document: dated('2025-10-12', '00123/SP2D/2025'),
  holdsOn: businessDate('2025-10-12'),
  ...overrides,
});

export const payment = (stage: NewPayment['stage'] = 'disbursed'): Disbursement => pay(ceilingOf(line()), newPayment({ stage }), today);

export const disbursed = (): Disbursed => {
  const paid = payment('disbursed');
  if (paid.stage !== 'disbursed') throw new Error(paid.stage);
  return paid;
};

/** A matcher for `toThrow`, whose own type says no more than `any`. */
export const matching = (properties: Record<string, unknown>): Error => expect.objectContaining(properties) as Error;
export const refused = (code: string, data: Record<string, unknown> = {}): Error => matching({ code, data: expect.objectContaining(data) });
