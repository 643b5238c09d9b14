import { type AmountProblem, parseAmount, parseCount } from './amount';

describe('amounts as people type them', () => {
  it.each([
    'Rp100.000.000',
    'Rp 100.000.000',
    'rp.100.000.000',
    '100.000.000',
    '100000000',
    '100 000 000',
    'Rp100.000.000,-',
    ' Rp\u00a0100.000.000 ',
    '0100000000',
  ])('reads %p as one hundred million', (typed) => {
    expect(parseAmount(typed)).toEqual({ digits: '100000000' });
  });

  it.each<[string, AmountProblem]>([
    ['', 'empty'],
    ['Rp', 'empty'],
    ['-5', 'negative'],
    ['0', 'zero'],
    ['Rp0', 'zero'],
    ['000', 'zero'],
    ['1,5', 'decimals'],
    ['100.000.000,50', 'decimals'],
    ['1000.50', 'decimals'],
    ['100,000,000', 'grouping'],
    ['10.00.000', 'grouping'],
    ['2,4 miliar', 'words'],
    ['seratus juta', 'not-a-number'],
    ['1e9', 'words'],
    ['12_000', 'not-a-number'],
    ['1234567890123456789', 'too-long'],
  ])('refuses %p: %s', (typed, problem) => {
    expect(parseAmount(typed)).toEqual({ problem });
  });

  it('reads persons with or without the word', () => {
    expect(parseCount('1.984 orang')).toEqual({ digits: '1984' });
    expect(parseCount('1984')).toEqual({ digits: '1984' });
    expect(parseCount('12,5')).toEqual({ problem: 'decimals' });
    expect(parseCount('1.000.000.000')).toEqual({ problem: 'too-long' });
  });
});
