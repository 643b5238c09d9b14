import { allocationLines, payable, paymentLines, pledgeLines } from './arithmetic';

const plan = { amount: 'Rp100.000.000', months: '3', segment: 'BPU', budget: 'revised', documentDate: '2025-09-30', fiscalYear: 2025 };
const values = (lines: readonly { key: string; value: string }[]): Record<string, string> =>
  Object.fromEntries(lines.map(({ key, value }) => [key.replace('arithmetic.', ''), value]));

describe('the arithmetic beside an amount', () => {
  it('funds 1.984 persons for three months from Rp100.000.000 and keeps Rp6.400', () => {
    expect(values(allocationLines(plan))).toEqual({
      persons: '1984',
      premium: '16800',
      cost: '99993600',
      remainder: '6400',
      lastMonth: '2025-12',
    });
  });

  it('names no last month while the document has no date', () => {
    expect(values(allocationLines({ ...plan, documentDate: '' }))).not.toHaveProperty('lastMonth');
  });

  it('says how many months are left when more are asked than the year still has', () => {
    expect(values(allocationLines({ ...plan, months: '12' }))).toEqual({ tooManyMonths: '3' });
    expect(values(allocationLines({ ...plan, documentDate: '2025-12-31', months: '1' }))).toEqual({ noMonths: '0' });
  });

  it('claims nothing without a verified rate, an amount or months', () => {
    expect(values(allocationLines({ ...plan, segment: 'PU' }))).toEqual({ noRate: 'PU' });
    expect(allocationLines({ ...plan, amount: 'seratus juta' })).toEqual([]);
    expect(allocationLines({ ...plan, months: '' })).toEqual([]);
    expect(values(allocationLines({ ...plan, amount: '1000' }))).toEqual({ tooLittle: '3' });
  });

  it.each([
    ['original', '2025-01-31', 12],
    ['original', '2025-02-01', 10],
    ['revised', '2025-09-01', 3],
    ['revised', '2025-12-31', 0],
  ] as const)('lets a document of the %s budget dated %s pay %d months', (budget, documentDate, months) => {
    expect(payable({ budget, documentDate, fiscalYear: 2025 })).toHaveLength(months);
  });

  it('counts the persons of a payment by its named months', () => {
    expect(values(paymentLines('99993600', 'BPU', ['2025-12', '2025-10', '2025-11']))).toMatchObject({
      persons: '1984',
      remainder: '0',
      lastMonth: '2025-12',
    });
  });

  it('costs a pledge', () => {
    expect(values(pledgeLines('17395', '9', 'BPU', 2025))).toEqual({ personMonths: '156555', needed: '2630124000' });
  });
});
