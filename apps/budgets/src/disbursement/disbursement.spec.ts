import { SAMPLES, validateEvent } from '@komitmen/contracts';
import { businessDate, type Month, rupiah } from '@komitmen/kernel';
import { ceilingOf, dated, disbursed, line, matching, newPayment, officerOn, payment, refused, today } from '../../test/builders';
import {
  acknowledge,
  type Disbursement,
  disbursementEvent,
  pay,
  paymentWarnings,
  type PaymentStage,
  progress,
  refund,
  reject,
} from './disbursement';

const receipt = dated('2025-10-13', 'BPJS-77');
const on = businessDate('2025-10-13');
const ceiling = ceilingOf(line(), { committed: rupiah(60_000_000) });

describe('R3: no disbursement above the ceiling in force', () => {
  it.each([
    [0, 100_000_000, true],
    [0, 100_000_001, false],
    [40_000_000, 60_000_000, true],
    [40_000_001, 60_000_000, false],
    [100_000_000, 1, false],
  ])('of Rp100.000.000, %i committed, %i more: %s', (committed, amount, fits) => {
    const act = () => pay(ceilingOf(line(), { committed: rupiah(committed) }), newPayment({ amount: rupiah(amount) }), today);
    if (fits) expect(act()).toMatchObject({ stage: 'disbursed', version: 1 });
    else expect(act).toThrow(refused('ceiling-exceeded', { ceiling: '100000000', left: String(Math.max(0, 100_000_000 - committed)) }));
  });

  it('the largest amounts are compared to the last rupiah', () => {
    const most = rupiah(999_999_999_999_999_999n);
    const act = () => pay(ceilingOf(line({ amount: most }), { committed: rupiah(1) }), newPayment({ amount: most }), today);
    expect(act).toThrow(refused('ceiling-exceeded', { left: '999999999999999998' }));
  });

  it('a superseded line accepts none and names its successor', () => {
    const successor = line({ id: 'dppa', amount: rupiah(70_000_000) });
    expect(() => pay(ceilingOf(line(), { successor }), newPayment(), today)).toThrow(
      refused('allocation-superseded', { successorId: 'dppa', successorDocument: '900/45' }),
    );
  });

  it('a successor that is still being drafted leaves the old ceiling in force', () => {
    expect(pay(ceilingOf(line(), { successor: line({ id: 'dppa', stage: 'drafted' }) }), newPayment(), today).stage).toBe('disbursed');
  });

  it('below what is paid already, nothing is left, and the message says so', () => {
    const act = () => pay(ceilingOf(line({ amount: rupiah(10) }), { committed: rupiah(60) }), newPayment({ amount: rupiah(1) }), today);
    expect(act).toThrow(
      matching({
        message: expect.stringContaining('Sisa yang masih dapat direalisasikan Rp0'),
        data: expect.objectContaining({ left: '0' }),
      }),
    );
  });
});

describe('a payment needs an executable line', () => {
  it.each(['proposed', 'drafted', 'enacted', 'closed'] as const)('%s refuses it', (stage) => {
    expect(() => pay(ceilingOf(line({ stage })), newPayment(), today)).toThrow(refused('allocation-not-executable', { stage }));
  });
});

describe('the months paid', () => {
  const paying =
    (...months: string[]) =>
    () =>
      pay(ceilingOf(line()), newPayment({ months: months as Month[] }), today);

  it('are kept in order', () => {
    expect(paying('2025-12', '2025-10')().paidMonths).toEqual(['2025-10', '2025-12']);
  });

  it.each([
    ['none', [], 'months-missing'],
    ['one twice', ['2025-10', '2025-10'], 'months-repeated'],
    ['the next year’s January', ['2025-12', '2026-01'], 'months-outside-year'],
    ['the December before', ['2024-12'], 'months-outside-year'],
  ])('refused: %s', (_title, months, code) => {
    expect(paying(...months)).toThrow(refused(code, { field: 'months' }));
  });

  it('before the first payable one they are recorded with a warning about arrears', () => {
    expect(paymentWarnings(paying('2025-09')(), line())).toEqual([expect.objectContaining({ code: 'months-before-document' })]);
    expect(paymentWarnings(paying('2025-10')(), line())).toEqual([]);
  });
});

describe('the dates of a payment', () => {
  it.each([
    ['document.date', { document: dated('2025-10-16') }],
    ['holdsOn', { holdsOn: businessDate('2025-10-16') }],
  ])('refuses a %s after the business date', (field, overrides) => {
    expect(() => pay(ceilingOf(line()), newPayment(overrides), today)).toThrow(refused('dated-in-the-future', { field }));
  });

  it('refuses a document of another fiscal year', () => {
    expect(() => pay(ceilingOf(line()), newPayment({ document: dated('2024-12-31') }), today)).toThrow(refused('document-outside-year'));
    expect(() => pay(ceilingOf(line()), newPayment({ document: dated('2026-01-01') }), officerOn('2026-01-02'))).toThrow(
      refused('document-outside-year'),
    );
  });
});

describe('the life of a payment', () => {
  const stages: Disbursement[] = [
    payment('requested'),
    payment('ordered'),
    payment('disbursed'),
    acknowledge(disbursed(), receipt, on, today),
    reject(disbursed(), 'keliru', on, today),
    refund(disbursed(), receipt, on, today),
  ];
  const moves: Record<string, (from: Disbursement) => Disbursement> = {
    ordered: (from) => progress(from, ceiling, { stage: 'ordered', document: receipt, holdsOn: on }, today),
    disbursed: (from) => progress(from, ceiling, { stage: 'disbursed', document: receipt, holdsOn: on }, today),
    acknowledged: (from) => acknowledge(from, receipt, on, today),
    rejected: (from) => reject(from, 'Nomor rekening tujuan keliru', on, today),
    refunded: (from) => refund(from, dated('2025-10-14', 'STS-9'), on, today),
  };
  const allowed = new Set([
    'requested ordered',
    'requested rejected',
    'ordered disbursed',
    'ordered rejected',
    'disbursed acknowledged',
    'disbursed rejected',
    'disbursed refunded',
    'acknowledged refunded',
  ]);
  const pairs = stages.flatMap((from) => Object.entries(moves).map(([to, move]) => ({ from, to, move, title: `${from.stage} ${to}` })));

  it.each(pairs)('$title', ({ from, to, move, title }) => {
    if (allowed.has(title)) {
      const next = move(from);
      expect(next).toMatchObject({ stage: to, version: from.version + 1, amount: from.amount });
      const { type, data } = disbursementEvent(next);
      expect(validateEvent(type, data)).toEqual([]);
      expect(Object.keys(data).sort()).toEqual(Object.keys(SAMPLES[type]).sort());
    } else expect(() => move(from)).toThrow(matching({ kind: 'conflict' }));
  });

  it.each<[PaymentStage, PaymentStage, string]>([
    ['requested', 'disbursed', 'stage-skipped'],
    ['ordered', 'requested', 'stage-passed'],
  ])('%s to %s is refused: %s', (from, to, code) => {
    const act = () => progress(payment(from), ceiling, { stage: to, document: receipt, holdsOn: on }, today);
    expect(act).toThrow(refused(code, { next: from === 'requested' ? 'ordered' : 'disbursed' }));
  });

  it('a payment on its way counts itself once', () => {
    const full = ceilingOf(line(), { committed: rupiah(100_000_000) });
    expect(progress(payment('ordered'), full, { stage: 'disbursed', document: receipt, holdsOn: on }, today).sp2d).toBe('BPJS-77');
  });

  it('SP2D is refused when the line was closed, or its DPPA was cut below it, meanwhile', () => {
    const command = { stage: 'disbursed', document: receipt, holdsOn: on } as const;
    expect(() => progress(payment('ordered'), { ...ceiling, line: line({ stage: 'closed' }) }, command, today)).toThrow(
      refused('allocation-not-executable'),
    );
    const cut = { ...ceiling, successor: line({ id: 'dppa', amount: rupiah(50_000_000) }) };
    expect(() => progress(payment('ordered'), cut, command, today)).toThrow(refused('ceiling-exceeded', { ceiling: '50000000' }));
  });

  it.each([
    ['a receipt', () => acknowledge(disbursed(), dated('2025-10-11'), on, today)],
    ['a refund', () => refund(disbursed(), dated('2025-10-11'), on, today)],
    ['a rejection', () => reject(disbursed(), 'keliru', businessDate('2025-10-11'), today)],
  ])('%s is not older than the SP2D', (_title, act) => {
    expect(act).toThrow(refused('document-before-previous', { earliest: '2025-10-12' }));
  });

  it.each([
    ['a receipt', () => acknowledge(disbursed(), dated('2025-10-16'), on, today)],
    ['a refund', () => refund(disbursed(), dated('2025-10-16'), on, today)],
    ['a rejection', () => reject(disbursed(), 'keliru', businessDate('2025-10-16'), today)],
  ])('%s of tomorrow is refused', (_title, act) => {
    expect(act).toThrow(refused('dated-in-the-future'));
  });
});
