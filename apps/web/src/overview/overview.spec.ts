import type { Figure, FlagView, ScorecardList, ScorecardRow } from '../api/types';
import { sourcesOf, stateClauses, unrecordedLinks } from './sentence';
import { shadeOf, standing, weightOf } from './tile-scale';

const figure = (over: Partial<Figure> = {}): Figure => ({ state: 'known', value: '1000', unit: 'persons', qualifier: 'rounded', ...over });
const unknown = figure({ state: 'unknown', value: null });
const zero = figure({ state: 'asserted-zero', value: '0' });

const row = (code: string, protection: Figure): ScorecardRow => ({
  government: { code, name: `Kabupaten ${code}`, kind: code.length === 2 ? 'province' : 'kabupaten', province: '52', tile: null },
  fiscalYear: 2025,
  version: 1,
  eligible: unknown,
  coverage: unknown,
  flags: [],
  evaluated: false,
  links: { commitment: unknown, allocation: unknown, disbursement: unknown, receipt: unknown, protection },
});

const listOf = (...rows: ScorecardRow[]): ScorecardList => ({
  province: { code: '52', name: 'NTB', timeZone: 'Asia/Makassar' },
  fiscalYear: 2025,
  asKnownOn: '2025-07-15',
  businessDate: '2025-07-15',
  rows,
  totals: row('52', unknown).links,
  all: row('52', unknown).links,
  reconciliation: null,
  context: [],
  chain: (['commitment', 'allocation', 'disbursement', 'receipt', 'protection'] as const).map((link) => ({
    link,
    known: link === 'protection' ? 1 : 0,
    unknown: 1,
    flagged: 0,
    of: 2,
    figure: unknown,
  })),
});

const flag = (rule: string, clearedOn: string | null = null): FlagView => ({
  id: rule,
  government: '52.71',
  fiscalYear: 2025,
  rule,
  ruleVersion: 1,
  link: 'protection',
  since: '2025-07-14',
  clearedOn,
  inputs: [],
  evidence: [],
  clears: { code: 'report', params: {} },
});

describe('the sentence that opens the overview', () => {
  it('names who is at zero and of whom nothing is known, and counts the province out', () => {
    const clauses = stateClauses(listOf(row('52.01', unknown), row('52.71', zero), row('52.02', figure()), row('52', figure())));
    expect(
      clauses.map(({ key, parameters, tone }) => [key, tone, parameters['name'] ?? `${parameters['known']}/${parameters['of']}`]),
    ).toEqual([
      ['sentence.reported', 'plain', '2/3'],
      ['sentence.zero', 'alarm', 'Kabupaten 52.71'],
      ['sentence.unknown', 'unknown', 'Kabupaten 52.01'],
    ]);
  });

  it('counts where too many would have to be named', () => {
    const clauses = stateClauses(listOf(row('52.09', figure()), ...['52.01', '52.02', '52.03', '52.04'].map((code) => row(code, unknown))));
    expect(clauses[1]).toMatchObject({ key: 'sentence.unknownMany', parameters: { number: 4 } });
  });

  it('says in one clause that nobody or everybody reported', () => {
    expect(stateClauses(listOf(row('52.01', unknown))).map((c) => c.key)).toEqual(['sentence.noneReported']);
    expect(stateClauses(listOf(row('52.01', figure()))).map((c) => c.key)).toEqual(['sentence.allReported']);
    expect(stateClauses(listOf()).map((c) => c.key)).toEqual(['sentence.empty']);
  });

  it('lists the links of which nothing is recorded, and each source once', () => {
    const source = { title: 'Suara NTB', date: '2025-07-14' };
    const list = listOf(row('52.01', figure({ source })), row('52.02', figure({ source })));
    expect(unrecordedLinks(list)).toEqual(['commitment', 'allocation', 'disbursement', 'receipt']);
    expect(sourcesOf(list)).toEqual([source]);
  });
});

describe('the colours of the map', () => {
  it('keeps asserted zero, unknown and a positive number apart', () => {
    expect(shadeOf(zero, 17000)).toBe('alarm');
    expect(shadeOf(unknown, 17000)).toBe('unknown');
    expect(shadeOf(figure({ state: 'not-computable', value: null }), 17000)).toBe('muted');
  });

  it.each([
    ['17000', 4],
    ['12000', 3],
    ['5700', 2],
    ['3200', 1],
    ['1000', 0],
  ] as const)('gives %s of 17000 the shade %d', (value, shade) => {
    expect(shadeOf(figure({ value }), 17000)).toBe(shade);
  });

  it('puts an asserted fact before a missing report, and forgets cleared flags', () => {
    expect(standing([flag('no-data'), flag('zero-coverage'), flag('overspent', '2025-07-15')]).map((f) => f.rule)).toEqual([
      'zero-coverage',
      'no-data',
    ]);
    expect(weightOf([flag('zero-coverage')])).toBeGreaterThan(weightOf([flag('no-data')]));
    expect(weightOf([])).toBe(0);
  });
});
