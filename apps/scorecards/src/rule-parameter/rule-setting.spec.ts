import type { RuleName } from '@komitmen/contracts';
import { requireParameter } from './rule-setting';

describe('a parameter of a rule', () => {
  it.each<[RuleName, string | null]>([
    ['no-data', '2024-02-29'],
    ['no-allocation', '11-30,09-30'],
    ['no-allocation', '02-28,12-31'],
    ['no-disbursement', '30'],
    ['below-target', '2025-12'],
    ['no-data', null],
  ])('of %s may be %s', (rule, parameter) => {
    expect(() => requireParameter(rule, parameter)).not.toThrow();
  });

  it.each<[RuleName, string]>([
    ['no-data', '2025-02-29'],
    ['no-allocation', '02-30,09-30'],
    ['no-allocation', '11-30,09-31'],
    ['no-allocation', '02-29,09-30'],
    ['no-allocation', '11-31,13-01'],
    ['no-allocation', '11-30'],
    ['below-target', '2025-13'],
  ])('of %s is never %s: no such day', (rule, parameter) => {
    expect(() => requireParameter(rule, parameter)).toThrow(expect.objectContaining({ code: 'rule-parameter-malformed' }) as Error);
  });

  it('is refused for a rule that takes none', () => {
    expect(() => requireParameter('overspent', '1')).toThrow(expect.objectContaining({ code: 'rule-takes-no-parameter' }) as Error);
  });
});
