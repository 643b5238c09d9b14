import { DomainError } from './domain-error';
import { formatRupiah, parseRupiah, rupiah } from './money';

const matching = (properties: Record<string, unknown>): Error => expect.objectContaining(properties) as Error;

describe('an amount of rupiah', () => {
  it.each([
    ['1', 1n],
    ['16800', 16_800n],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['999999999999999999', 999_999_999_999_999_999n],
  ])('%s is read to the last digit', (text, amount) => {
    expect(parseRupiah(text)).toBe(amount);
  });

  it.each([
    ['', 'empty'],
    ['0', 'zero'],
    ['-5', 'negative'],
    ['+5', 'signed'],
    ['1.5', 'fractional'],
    ['100.000.000', 'with dots'],
    ['100,5', 'with a comma'],
    ['Rp100000000', 'with Rp'],
    ['1e9', 'in powers of ten'],
    ['0x10', 'hexadecimal'],
    [' 100', 'with a space'],
    ['100\n', 'with a line break'],
    ['0100', 'with a leading zero'],
    ['1000000000000000000', 'of 19 digits'],
    ['9223372036854775808', 'above bigint'],
    ['１００', 'in full-width digits'],
  ])('"%s" (%s) is refused', (text) => {
    expect(() => parseRupiah(text, 'amount')).toThrow(
      matching({ kind: 'invalid', code: 'amount-malformed', data: expect.objectContaining({ field: 'amount' }) }),
    );
  });

  it('repeats at most 40 characters of what was typed', () => {
    try {
      parseRupiah('x'.repeat(5_000));
    } catch (error) {
      expect(error).toBeInstanceOf(DomainError);
      expect((error as DomainError).message.length).toBeLessThan(250);
      expect((error as DomainError).data['value']).toHaveLength(40);
    }
    expect.assertions(3);
  });

  it.each([
    [1n, 'Rp1'],
    [999n, 'Rp999'],
    [1_234_567n, 'Rp1.234.567'],
    [100_000_000n, 'Rp100.000.000'],
    [999_999_999_999_999_999n, 'Rp999.999.999.999.999.999'],
    [-6_400n, '-Rp6.400'],
  ])('%s is shown as %s, without a space', (amount, text) => {
    expect(formatRupiah(rupiah(amount))).toBe(text);
  });
});
