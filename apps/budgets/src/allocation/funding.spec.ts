import { type BudgetKind, businessDate, fiscalYear, rupiah } from '@komitmen/kernel';
import { matching } from '../../test/builders';
import { coveredMonths, type Funding, fundableOf, preview, requireMonthsWithinYear } from './funding';

const funding = (budget: BudgetKind, date: string, months: number, amount = 100_000_000): Funding => ({
  amount: rupiah(amount),
  months,
  segment: 'BPU',
  fiscalYear: fiscalYear(2025),
  budget,
  documentDate: businessDate(date),
});

describe('R4: no more months than are left after the document', () => {
  it.each<[BudgetKind, string, number]>([
    ['original', '2025-01-02', 12],
    ['original', '2025-01-31', 12],
    ['original', '2025-02-01', 10],
    ['original', '2025-09-01', 3],
    ['revised', '2025-09-30', 3],
    ['original', '2025-12-31', 0],
  ])('%s budget, document of %s: %i', (budget, date, most) => {
    if (most > 0) expect(() => requireMonthsWithinYear(funding(budget, date, most))).not.toThrow();
    expect(() => requireMonthsWithinYear(funding(budget, date, most + 1))).toThrow(
      matching({ kind: 'unprocessable', code: 'months-beyond-year', data: expect.objectContaining({ most, lastMonth: '2025-12' }) }),
    );
  });

  it('says how many and which is the last, in words', () => {
    expect(() => requireMonthsWithinYear(funding('revised', '2025-09-30', 12))).toThrow(
      'paling banyak 3 bulan, dari 2025-10 sampai 2025-12',
    );
    expect(() => requireMonthsWithinYear(funding('revised', '2025-12-31', 1))).toThrow('tidak ada lagi bulan');
  });
});

describe('fundable persons', () => {
  it('Rp100.000.000 for 3 months: 1.984 persons, cost 99.993.600, remainder 6.400', () => {
    expect(fundableOf(funding('revised', '2025-09-30', 3))).toEqual({ persons: 1984, cost: '99993600', remainder: '6400' });
  });

  it('are unknown where no premium is known', () => {
    expect(fundableOf({ ...funding('revised', '2025-09-30', 3), segment: 'PU' })).toBeNull();
  });

  it('cover the first payable months, or the last ones where an older version had more left', () => {
    expect(coveredMonths(funding('revised', '2025-06-30', 2))).toEqual(['2025-07', '2025-08']);
    expect(coveredMonths(funding('revised', '2025-10-31', 3))).toEqual(['2025-10', '2025-11', '2025-12']);
  });
});

describe('the preview beside a form', () => {
  it('holds persons, remainder and the months covered', () => {
    expect(preview(funding('original', '2025-07-15', 3))).toEqual({
      fundable: 1984,
      cost: '99993600',
      remainder: '6400',
      payableMonths: 5,
      firstMonth: '2025-08',
      lastMonth: '2025-10',
    });
  });

  it('refuses what saving would refuse', () => {
    expect(() => preview(funding('revised', '2025-09-30', 12))).toThrow(matching({ code: 'months-beyond-year' }));
  });
});
