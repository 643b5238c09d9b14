import { type Qualifier, reconciles, tolerance, weakest } from './qualifier';

describe('a sum takes the weakest qualifier of its parts', () => {
  it.each<[Qualifier[], Qualifier]>([
    [[], 'exact'],
    [['exact', 'exact'], 'exact'],
    [['exact', 'rounded'], 'rounded'],
    [['about', 'rounded', 'exact'], 'about'],
    [['rounded', 'atLeast', 'about'], 'atLeast'],
  ])('%j gives %s', (parts, whole) => {
    expect(weakest(parts)).toBe(whole);
  });
});

describe('R8: figures reconcile within the tolerance of their qualifiers', () => {
  const statedBillions = { value: 2_400_000_000n, qualifier: 'rounded', precision: 100_000_000n } as const;

  it.each([
    ['13.000 x 11 months', 2_402_400_000n, true],
    ['13.000 x 12 months', 2_620_800_000n, false],
    ['half a unit below', 2_350_000_000n, true],
    ['one rupiah less', 2_349_999_999n, false],
    ['half a unit above', 2_450_000_000n, true],
    ['one rupiah more', 2_450_000_001n, false],
  ])('%s against "Rp2,4 miliar"', (_title, computed, fits) => {
    expect(reconciles(computed, statedBillions)).toBe(fits);
  });

  it.each<[Qualifier, bigint, boolean]>([
    ['exact', 1_984n, true],
    ['exact', 1_985n, false],
    ['about', 1_489n, true],
    ['about', 1_483n, false],
    ['atLeast', 1_983n, false],
    ['atLeast', 1_984n, true],
    ['atLeast', 9_999_999n, true],
  ])('%s 1.984 against %s', (qualifier, computed, fits) => {
    expect(reconciles(computed, { value: 1_984n, qualifier, precision: 1_000n })).toBe(fits);
  });

  it('"at least" is one-sided', () => {
    expect(tolerance('atLeast', 100n)).toEqual({ below: 0n, above: 'unbounded' });
  });
});
