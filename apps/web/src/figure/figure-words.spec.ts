import type { Figure } from '../api/types';
import { figureWords, shareOf } from './figure-words';

const figure = (over: Partial<Figure>): Figure => ({ state: 'known', value: '17000', unit: 'persons', qualifier: 'exact', ...over });

describe('the grammar of a figure', () => {
  it.each([
    ['exact', '17.000', null],
    ['rounded', '17.000', 'qualifier.rounded'],
    ['about', '± 17.000', 'qualifier.about'],
    ['atLeast', '> 17.000', 'qualifier.atLeast'],
  ] as const)('shows a value that is %s as %s', (qualifier, text, meaning) => {
    expect(figureWords(figure({ qualifier }), 'id')).toEqual({ tone: 'plain', text, word: null, meaning, parts: null });
  });

  it.each(['asserted-zero', 'declared-none'] as const)('shows %s as a zero in the alarm colour, with the word', (state) => {
    expect(figureWords(figure({ state, value: '0' }), 'id')).toMatchObject({ tone: 'alarm', text: '0', word: 'figure.assertedZero' });
  });

  it('never shows a number for what is unknown', () => {
    expect(figureWords(figure({ state: 'unknown', value: null }), 'id')).toMatchObject({
      tone: 'unknown',
      text: null,
      word: 'figure.unknown',
    });
    expect(figureWords(figure({ state: 'known', value: null }), 'id').tone).toBe('unknown');
  });

  it('says how many parts of a sum are known', () => {
    const sum = figure({ state: 'computed', value: '42950', qualifier: 'about', known: { parts: 9, of: 10 } });
    expect(figureWords(sum, 'id')).toMatchObject({ text: '± 42.950', parts: { known: 9, of: 10 } });
    expect(figureWords(figure({ state: 'unknown', value: null, known: { parts: 0, of: 10 } }), 'id').parts).toEqual({ known: 0, of: 10 });
  });

  it('keeps what a source states in quotation marks', () => {
    expect(figureWords(figure({ state: 'stated', statement: 'sekitar 57.000' }), 'id').text).toBe('“sekitar 57.000”');
    expect(figureWords(figure({ state: 'stated', statement: '"8 persen"' }), 'id').text).toBe('“8 persen”');
    expect(figureWords(figure({ state: 'stated', unit: 'rupiah', value: '100000000', qualifier: 'atLeast' }), 'id').text).toBe(
      '“> Rp100.000.000”',
    );
  });

  it('never leaves a share without what it is of, and shows no half of one', () => {
    const eligible = figure({ value: '1808432' });
    expect(shareOf(figure({ unit: 'percent', value: '30.70', numerator: figure({ value: '555276' }), denominator: eligible }), 'id')).toBe(
      '555.276 / 1.808.432',
    );
    expect(shareOf(figure({ value: '555276', denominator: eligible }), 'id')).toBe('555.276 / 1.808.432');
    expect(
      shareOf(
        figure({ unit: 'percent', value: null, numerator: figure({}), denominator: figure({ state: 'unknown', value: null }) }),
        'id',
      ),
    ).toBeNull();
  });

  it.each(['not-computable', 'not-evaluated', 'not-applicable'] as const)('says %s in words, never in green', (state) => {
    expect(figureWords(figure({ state, value: null }), 'id')).toMatchObject({ tone: 'muted', text: null });
  });
});
