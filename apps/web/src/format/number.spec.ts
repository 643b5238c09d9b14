import { formatDecimal, formatMoney, formatPercent } from './number';

describe('numbers', () => {
  it.each([
    ['42950', '42.950', '42,950'],
    ['1234.5', '1.234,5', '1,234.5'],
    ['0', '0', '0'],
    ['999', '999', '999'],
    ['-1050', '-1.050', '-1,050'],
    ['123456789012345678', '123.456.789.012.345.678', '123,456,789,012,345,678'],
    ['no number', 'no number', 'no number'],
  ])('writes %s as %s, in English %s', (canonical, indonesian, english) => {
    expect(formatDecimal(canonical, 'id')).toBe(indonesian);
    expect(formatDecimal(canonical, 'en')).toBe(english);
  });

  it('writes rupiah without a space', () => {
    expect(formatMoney('1234567', 'id')).toBe('Rp1.234.567');
    expect(formatMoney('1234567', 'en')).toBe('Rp1,234,567');
    expect(formatMoney('-6400', 'id')).toBe('-Rp6.400');
  });

  it.each([
    ['30.70', '30,7\u00a0%', '30.7%'],
    ['62.22', '62,22\u00a0%', '62.22%'],
    ['8', '8\u00a0%', '8%'],
    ['100', '100\u00a0%', '100%'],
    ['60.00', '60\u00a0%', '60%'],
  ])('writes a share of %s as %s, in English %s', (canonical, indonesian, english) => {
    expect(formatPercent(canonical, 'id')).toBe(indonesian);
    expect(formatPercent(canonical, 'en')).toBe(english);
  });
});
