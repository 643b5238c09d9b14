import type { Link } from '@komitmen/kernel';
import {
  assertedZero,
  code,
  day,
  fact,
  headcount,
  line,
  nothingToReport,
  ownOfficer,
  paid,
  pledge,
  stated,
  YEAR,
} from '../../test/builders';
import { type Fact, factSet } from '../facts/fact';
import type { LinkView } from '../figure/figure';
import { monthsOf } from '../scorecard/months';
import { chainOf } from './chain';
import { coverageFigure, percentOf } from './coverage';
import { knowledgeOn } from './knowledge';

const DAY = day('2025-12-31');

function link(name: Link, ...facts: Fact[]): LinkView {
  const view = chainOf(knowledgeOn(code('52.71'), YEAR, factSet(facts), DAY), () => []).find((one) => one.link === name);
  if (view === undefined) throw new Error(`no link ${name}`);
  return view;
}
const figureNamed = ({ figures }: LinkView, label: string) => figures.find((figure) => figure.label === label);

describe('every link', () => {
  it.each(['commitment', 'allocation', 'disbursement', 'receipt', 'protection'] as const)(
    '%s is unknown while nothing is recorded',
    (name) => {
      expect(link(name)).toMatchObject({ state: 'unknown', figure: { state: 'unknown', value: null }, figures: [], stated: [] });
    },
  );

  it('shows what a source states about it beside the link, never as the link', () => {
    const rumour = stated('52.71', 'allocation-proposed', '3000000000', { unit: 'rupiah', text: 'sekitar Rp3 miliar' });
    expect(link('allocation', rumour)).toMatchObject({ state: 'unknown', stated: [{ state: 'stated', statement: 'sekitar Rp3 miliar' }] });
  });
});

describe('commitment', () => {
  it.each([
    [12_698, 9, '1919937600'],
    [17_395, 9, '2630124000'],
    [13_000, 11, '2402400000'],
    [13_000, 12, '2620800000'],
    [1_984, 3, '99993600'],
  ])('%d persons for %d months cost Rp%s (R1)', (persons, months, rupiah) => {
    const view = link('commitment', pledge({ persons, months }));
    expect(view).toMatchObject({ state: 'positive', figure: { state: 'known', value: String(persons) } });
    expect(figureNamed(view, 'commitment.cost')).toMatchObject({ state: 'computed', value: rupiah, rule: 'R1' });
    expect(figureNamed(view, 'commitment.person-months')?.value).toBe(String(persons * months));
  });

  it('is unknown again once withdrawn, with its history', () => {
    const withdrawn = fact('regencies.commitment-withdrawn.v1', { government: '52.71', version: 2, reason: 'salah catat' });
    expect(link('commitment', pledge(), withdrawn)).toMatchObject({
      state: 'unknown',
      figure: { earlier: [{ statement: 'salah catat' }, { value: '2000' }] },
    });
  });

  it('declared none is a statement, not an amount of zero', () => {
    const none = fact('regencies.commitment-declared-none.v1', { government: '52.71' });
    expect(link('commitment', none)).toMatchObject({ state: 'declared-none', figure: { state: 'declared-none', value: null } });
  });

  it('cannot be priced for a segment without a verified premium', () => {
    expect(figureNamed(link('commitment', pledge({ segment: 'PU' })), 'commitment.cost')).toMatchObject({
      state: 'not-computable',
      missing: ['premium-rate'],
    });
  });
});

describe('allocation', () => {
  const FUNDABLE = 'allocation.fundable-persons';
  const dppa = { allocationId: 'dppa', supersedes: 'dpa', budget: 'revised', amount: '150000000' } as const;

  it('funds 1.984 persons with Rp6.400 left (R2)', () => {
    const funded = figureNamed(link('allocation', line()), 'allocation.fundable-persons');
    expect(funded).toMatchObject({ value: '1984', rule: 'R2' });
    expect(funded?.inputs?.find(({ label }) => label === 'allocation.remainder')?.value).toBe('6400');
  });

  it('adds different lines', () => {
    expect(link('allocation', line(), line({ allocationId: 'dbhcht', amount: '5000000' })).figure).toMatchObject({
      value: '105000000',
      known: { parts: 2, of: 2 },
    });
  });

  it('funds persons from JKK and JKM lines of the same people and months together (R2)', () => {
    const jkk = line({ amount: '1000000', months: 1 });
    const funded = (changes: Parameters<typeof line>[0]) =>
      figureNamed(link('allocation', jkk, line({ allocationId: 'jkm', amount: '680000', months: 1, ...changes })), FUNDABLE)?.value;
    expect(funded({})).toBe('100');
    expect(funded({ months: 2 })).toBe('79');
    expect(funded({ group: 'nelayan' })).toBe('99');
    expect(funded({ segment: 'PU' })).toBeNull();
  });

  it('takes only the latest version of a line', () => {
    expect(link('allocation', line({ version: 2, amount: '90000000' }), line()).figure).toMatchObject({
      value: '90000000',
      earlier: [{ value: '100000000' }],
    });
  });

  it('lets a DPPA supersede the DPA, and never adds them', () => {
    expect(link('allocation', line(), line(dppa)).figure).toMatchObject({ value: '150000000', earlier: [{ value: '100000000' }] });
  });

  it('tells of superseded lines newest first, whatever their ids are', () => {
    const revised = (allocationId: string, supersedes: string, holdsOn: string) => line({ ...dppa, allocationId, supersedes, holdsOn });
    const lines = [
      line({ holdsOn: '2025-01-10' }),
      revised('a', 'dpa', '2025-03-10'),
      revised('b', 'a', '2025-05-10'),
      revised('c', 'b', '2025-06-10'),
    ];
    const { figure } = link('allocation', ...lines);
    expect([figure, ...(figure.earlier ?? [])].map(({ holdsOn }) => holdsOn)).toEqual([
      '2025-06-10',
      '2025-05-10',
      '2025-03-10',
      '2025-01-10',
    ]);
  });

  it('keeps the DPA in force until the revised line is executable', () => {
    const view = link('allocation', line(), line({ ...dppa, stage: 'enacted' }));
    expect(view.figure.value).toBe('100000000');
    expect(figureNamed(view, 'allocation.pending-revision')?.value).toBe('150000000');
  });

  it('lets a revised proposal supersede an original one that is not executable either', () => {
    expect(link('allocation', line({ stage: 'proposed' }), line({ ...dppa, stage: 'drafted' })).figure.value).toBe('150000000');
  });
});

describe('disbursement and receipt', () => {
  const end = { payer: '52.71', disbursementId: 'sp2d', allocationId: 'dpa', version: 2, amount: '33331200' } as const;

  it('count SP2D only', () => {
    expect(link('disbursement', paid({ stage: 'ordered' }))).toMatchObject({
      state: 'unknown',
      figures: [{ label: 'disbursement.ordered' }],
    });
    expect(link('disbursement', paid(), paid({ disbursementId: 'two', amount: '1680000' })).figure).toMatchObject({
      value: '35011200',
      rule: 'sum',
    });
  });

  describe('of JKK and JKM by two SP2Ds', () => {
    const jkk = paid({ disbursementId: 'jkk', amount: '1000000' });
    const jkm = paid({ disbursementId: 'jkm', amount: '680000' });
    const paidIn = (month: string, ...facts: Fact[]) =>
      monthsOf(knowledgeOn(code('52.71'), YEAR, factSet(facts), DAY)).find((cell) => cell.month === month)?.paid.value;

    it('protect the persons of their sum, where the months are the same', () => {
      expect(paidIn('2025-08', jkk, jkm)).toBe('100');
      const view = link('disbursement', jkk, jkm);
      expect(figureNamed(view, 'disbursement.persons')).toMatchObject({ value: '100', rule: 'R2' });
      expect(JSON.stringify(view)).not.toContain('"59"');
    });

    it('do not, where the months differ', () => {
      const september = paid({ disbursementId: 'jkm', amount: '680000', paidMonths: ['2025-09'] });
      expect([paidIn('2025-08', jkk, september), paidIn('2025-09', jkk, september)]).toEqual(['59', '40']);
    });
  });

  it.each(['refunded', 'rejected'] as const)('a %s payment no longer counts, and stays visible', (kind) => {
    const view = link('disbursement', paid(), fact(`budgets.disbursement-${kind}.v1`, end));
    expect(view).toMatchObject({ state: 'unknown', figure: { earlier: [{ label: `disbursement.${kind}`, value: '33331200' }] } });
  });

  it('an acknowledged payment is both disbursed and received', () => {
    const facts = [paid(), fact('budgets.disbursement-acknowledged.v1', end)];
    expect(link('disbursement', ...facts)).toMatchObject({
      state: 'positive',
      figure: { value: '33331200', document: { number: '900/123/DPPA/2025' } },
    });
    expect(link('receipt', ...facts)).toMatchObject({ state: 'positive', figure: { value: '33331200' } });
    expect(link('receipt', paid()).state).toBe('unknown');
  });
});

describe('headcounts', () => {
  it.each([
    ['different segments add up', [headcount('52.71', 100, { segment: 'BPU' }), headcount('52.71', 20, { segment: 'PU' })], '120'],
    [
      'residents of different regencies add up',
      [headcount('52', 7, { residence: '52.01' }), headcount('52', 5, { residence: '52.02' })],
      '12',
    ],
    [
      'reports of the same part compete',
      [headcount('52.71', 100, { segment: 'BPU' }), headcount('52.71', 90, { segment: 'BPU', knownOn: '2025-08-01' })],
      '90',
    ],
    [
      'a later total stands for its parts',
      [headcount('52.71', 100, { segment: 'BPU' }), headcount('52.71', 130, { knownOn: '2025-08-01' })],
      '130',
    ],
    [
      'a later slice does not replace an earlier total',
      [headcount('52.71', 130), headcount('52.71', 100, { segment: 'BPU', knownOn: '2025-08-01' })],
      '130',
    ],
    [
      'a breakdown by group is not added to one by segment: they may be the same people',
      [headcount('52.71', 100, { segment: 'BPU' }), headcount('52.71', 80, { group: 'petani tembakau', knownOn: '2025-08-01' })],
      '80',
    ],
  ])('%s', (_title, facts, expected) => {
    expect(link('protection', ...facts).figure.value).toBe(expected);
  });

  describe('of a slice', () => {
    const later = { knownOn: '2025-08-01' };
    const total = headcount('52.71', 17_000);
    const zero = assertedZero('52.71');

    it('that is zero leave the total as it is, and are shown beside it', () => {
      const view = link('protection', total, assertedZero('52.71', { ...later, group: 'nelayan' }));
      expect(view).toMatchObject({ state: 'positive', figure: { value: '17000' } });
      expect(view.figures.map(({ value, definition }) => [value, definition])).toEqual([
        ['17000', null],
        ['0', 'nelayan'],
      ]);
      expect(view.figure.disputed).toBeUndefined();
    });

    it('dispute an earlier total only where they add up to more than it', () => {
      const parts = [headcount('52.71', 12_000, { ...later, segment: 'BPU' }), headcount('52.71', 6_000, { ...later, segment: 'PU' })];
      expect(link('protection', total, ...parts).figure).toMatchObject({ value: '17000', disputed: [{ value: '18000', rule: 'sum' }] });
      expect(link('protection', total, ...parts.slice(1)).figure.disputed).toBeUndefined();
    });

    it('dispute no total that came after them', () => {
      const view = link('protection', headcount('52.71', 20_000, { segment: 'BPU' }), headcount('52.71', 17_000, later));
      expect(view.figure.value).toBe('17000');
      expect(view.figure.disputed).toBeUndefined();
    });

    it('that are zero, alone, leave the whole unknown', () => {
      expect(link('protection', assertedZero('52.71', { segment: 'PU' }))).toMatchObject({
        state: 'unknown',
        figure: { state: 'unknown', value: null },
        figures: [{ state: 'asserted-zero', definition: 'PU' }],
      });
    });

    it('that is positive and later contradicts an undivided asserted zero', () => {
      const own = { ...later, ...ownOfficer('52.71'), segment: 'BPU' } as const;
      expect(link('protection', zero, headcount('52.71', 1_984, own))).toMatchObject({
        state: 'positive',
        figure: { state: 'known', value: '1984', definition: 'BPU', earlier: [{ state: 'asserted-zero' }] },
      });
    });

    it('that the undivided asserted zero came after does not contradict it', () => {
      const before = headcount('52.71', 100, { segment: 'BPU', knownOn: '2025-07-01' });
      expect(link('protection', before, zero).figure).toMatchObject({ state: 'asserted-zero', value: '0' });
      expect(link('protection', before, zero, headcount('52.71', 50, { ...later, segment: 'PU' })).figure.value).toBe('50');
    });
  });

  it('take the weakest qualifier of their parts', () => {
    const parts = [headcount('52.71', 100, { segment: 'BPU', qualifier: 'about' }), headcount('52.71', 20, { segment: 'PU' })];
    expect(link('protection', ...parts).figure).toMatchObject({ state: 'computed', qualifier: 'about', known: { parts: 2, of: 2 } });
  });

  it('"nothing to report" neither clears nor replaces a value, and is no value by itself', () => {
    expect(link('protection', headcount('52.71', 100), nothingToReport('52.71', { knownOn: '2025-08-01' })).figure.value).toBe('100');
    expect(link('protection', nothingToReport('52.71')).state).toBe('unknown');
  });

  it('a correction by the same voice replaces, it does not dispute', () => {
    const own = ownOfficer('52.71');
    const view = link(
      'protection',
      headcount('52.71', 100, own),
      headcount('52.71', 110, { ...own, holdsOn: '2025-07-14', knownOn: '2025-07-15' }),
    );
    expect(view.figure).toMatchObject({ value: '110', earlier: [{ value: '100' }] });
    expect(view.figure.disputed).toBeUndefined();
  });

  it('an asserted zero is a number: nobody', () => {
    expect(link('protection', assertedZero('52.71'))).toMatchObject({ state: 'asserted-zero', figure: { value: '0', qualifier: 'exact' } });
  });
});

describe('coverage', () => {
  const eligible = (value: string) => stated('52.71', 'eligible-workers', value, { definition: 'pekerja bukan penerima upah' });
  const coverageWith = (...facts: Fact[]) => coverageFigure(knowledgeOn(code('52.71'), YEAR, factSet(facts), DAY));

  it('carries numerator, denominator and its definition', () => {
    expect(coverageWith(headcount('52.71', 555_276), eligible('1808432'))).toMatchObject({
      state: 'computed',
      value: '30.70',
      definition: 'pekerja bukan penerima upah',
      numerator: { value: '555276' },
      denominator: { value: '1808432' },
    });
  });

  it('names what is missing', () => {
    expect(coverageWith(headcount('52.71', 10))).toMatchObject({ state: 'not-computable', missing: ['eligible-workers'] });
    expect(coverageWith()).toMatchObject({ missing: ['headcount', 'eligible-workers'] });
  });

  it('does not apply where nobody is eligible', () => {
    expect(coverageWith(assertedZero('52.71'), eligible('0')).state).toBe('not-applicable');
  });

  it.each([
    [57_000n, 698_000n, '8.17'],
    [1n, 3n, '33.33'],
    [2n, 3n, '66.67'],
    [411_126n, 733_040n, '56.09'],
    [1n, 1n, '100.00'],
  ])('%d of %d are %s per cent', (part, whole, expected) => {
    expect(percentOf(part, whole)).toBe(expected);
  });
});
