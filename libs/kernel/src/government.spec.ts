import { governmentCode, isProvince, provinceOf } from './government';

const matching = (properties: Record<string, unknown>): Error => expect.objectContaining(properties) as Error;

describe('a government code', () => {
  it.each([
    ['52', true],
    ['52.71', false],
  ])('%s belongs to province 52', (text, province) => {
    const code = governmentCode(text);
    expect(provinceOf(code)).toBe('52');
    expect(isProvince(code)).toBe(province);
  });

  it.each(['5271', '52.7', '52.711', '5', 'NTB', '', '52.71 ', "52' OR '1"])('"%s" is refused with an example', (text) => {
    expect(() => governmentCode(text, 'payer')).toThrow(
      matching({ kind: 'invalid', code: 'government-code-malformed', message: expect.stringContaining('52.71') }),
    );
  });
});
