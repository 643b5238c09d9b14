import { businessDate, fiscalYear, type Month, monthsFrom } from './calendar';
import { rupiah } from './money';
import { type BudgetKind, cost, fundable, payableMonths, premiumFor, type PremiumRate } from './premium';

const months = (first: string, last: string): Month[] => monthsFrom(first as Month, last as Month);

describe('R1: cost is the sum over months of persons x premium', () => {
  it.each([
    ['Lombok Timur 2023', 12_698, months('2023-01', '2023-09'), 1_919_937_600n],
    ['Lombok Timur 2025', 17_395, months('2025-04', '2025-12'), 2_630_124_000n],
    ['the province, 11 months', 13_000, months('2025-02', '2025-12'), 2_402_400_000n],
    ['the province, 12 months', 13_000, months('2025-01', '2025-12'), 2_620_800_000n],
    ['nobody', 0, months('2025-01', '2025-12'), 0n],
    ['no month', 13_000, [], 0n],
  ])('%s', (_title, persons, span, expected) => {
    expect(cost(persons, 'BPU', span)).toBe(expected);
  });

  it('takes each month at the rate in force in that month', () => {
    const rates: PremiumRate[] = [
      { segment: 'BPU', from: '2025-01' as Month, perMonth: rupiah(16_800) },
      { segment: 'BPU', from: '2025-11' as Month, perMonth: rupiah(20_000) },
    ];
    expect(cost(10, 'BPU', months('2025-10', '2025-12'), rates)).toBe(568_000n);
    expect(premiumFor('BPU', '2025-10' as Month, rates)).toBe(16_800n);
    expect(premiumFor('BPU', '2025-11' as Month, rates)).toBe(20_000n);
  });

  it('a rate that is not known makes the cost unknown, not zero', () => {
    expect(cost(10, 'PU', months('2025-01', '2025-02'))).toBeUndefined();
    expect(cost(10, 'BPU', months('2022-12', '2023-01'))).toBeUndefined();
  });
});

describe('R2: fundable persons are rounded down and the remainder is kept', () => {
  it('Rp100.000.000 for 3 months at 16.800 protects 1.984 persons and leaves Rp6.400', () => {
    expect(fundable(rupiah(100_000_000), 'BPU', months('2025-10', '2025-12'))).toEqual({
      persons: 1_984n,
      cost: 99_993_600n,
      remainder: 6_400n,
    });
  });

  it.each([
    [50_399n, 0n, 50_399n],
    [50_400n, 1n, 0n],
    [50_401n, 1n, 1n],
    [100_799n, 1n, 50_399n],
    [100_800n, 2n, 0n],
  ])('Rp%s for 3 months: %s persons, Rp%s left', (amount, persons, remainder) => {
    expect(fundable(rupiah(amount), 'BPU', months('2025-10', '2025-12'))).toMatchObject({ persons, remainder });
  });

  it('the largest amount is divided without rounding', () => {
    const whole = fundable(rupiah(999_999_999_999_999_999n), 'BPU', months('2025-01', '2025-12'));
    expect((whole?.cost ?? 0n) + (whole?.remainder ?? 0n)).toBe(999_999_999_999_999_999n);
    expect(whole?.remainder).toBeLessThan(201_600n);
  });

  it('is unknown without a rate or a month', () => {
    expect(fundable(rupiah(100), 'PMI', months('2025-10', '2025-12'))).toBeUndefined();
    expect(fundable(rupiah(100), 'BPU', [])).toBeUndefined();
  });
});

describe('R4: payable months begin after the document', () => {
  it.each<[BudgetKind, string, number, string]>([
    ['original', '2024-12-30', 12, '2025-01'],
    ['original', '2025-01-02', 12, '2025-01'],
    ['original', '2025-01-31', 12, '2025-01'],
    ['original', '2025-02-01', 10, '2025-03'],
    ['original', '2025-09-01', 3, '2025-10'],
    ['revised', '2025-09-30', 3, '2025-10'],
    ['revised', '2025-01-15', 11, '2025-02'],
    ['revised', '2025-11-30', 1, '2025-12'],
  ])('%s budget, document of %s: %i months from %s', (budget, date, count, first) => {
    const payable = payableMonths(budget, businessDate(date), fiscalYear(2025));
    expect(payable).toHaveLength(count);
    expect(payable[0]).toBe(first);
    expect(payable.at(-1)).toBe('2025-12');
  });

  it.each<[BudgetKind, string]>([
    ['original', '2025-12-01'],
    ['revised', '2025-12-31'],
    ['original', '2026-01-15'],
  ])('%s budget, document of %s: none is left', (budget, date) => {
    expect(payableMonths(budget, businessDate(date), fiscalYear(2025))).toEqual([]);
  });
});
