import { type DatedSource, type Recording, SAMPLES, validateEvent } from '@komitmen/contracts';
import { businessDate, fiscalYear, type GovernmentCode, type Month, type Qualifier } from '@komitmen/kernel';
import { type HeadcountCommand, headcountReported, report, type StatedNumber, type Statement, statementOf } from './headcount';

const mataram = '52.71' as GovernmentCode;
const known = { payerKnown: true, residenceKnown: true };
const source: DatedSource = { title: 'Suara NTB', publisher: null, date: businessDate('2025-07-14'), reference: null };
const by = (role: Recording['by']['role'], government: string): Recording => ({
  today: businessDate('2025-07-15'),
  at: '2025-07-15T01:00:00.000Z',
  by: { accountId: 'account-1', role, government },
});
const officer = by('enrolment-officer', '52.71');
const command = (changes: Partial<HeadcountCommand> = {}): HeadcountCommand => ({
  id: 'report-1',
  payer: mataram,
  fiscalYear: fiscalYear(2025),
  kind: 'count',
  persons: 1984,
  qualifier: 'exact',
  precision: null,
  statement: null,
  residence: null,
  group: null,
  segment: null,
  months: null,
  source,
  holdsOn: businessDate('2025-07-10'),
  ...changes,
});
const refused = (code: string, data: Record<string, unknown> = {}): Error =>
  expect.objectContaining({ code, data: expect.objectContaining(data) }) as Error;

describe('R9: a number, an asserted zero and nothing to report are three things', () => {
  const stated = (kind: Statement['kind'], persons: number | null, qualifier: Qualifier = 'exact'): StatedNumber => ({
    kind,
    persons,
    qualifier,
    precision: null,
  });

  it.each([
    [stated('count', 1), { kind: 'count', persons: 1 }],
    [stated('count', 2_000_000_000, 'about'), { kind: 'count', persons: 2_000_000_000, qualifier: 'about' }],
    [stated('asserted-zero', 0), { kind: 'asserted-zero', persons: 0, qualifier: 'exact' }],
    [stated('asserted-zero', null), { kind: 'asserted-zero', persons: 0 }],
    [stated('nothing-to-report', null, 'about'), { kind: 'nothing-to-report', persons: null, qualifier: 'exact' }],
  ])('%j', (input, expected) => {
    expect(statementOf(input)).toMatchObject(expected);
  });

  it.each<[StatedNumber, string]>([
    [stated('count', null), 'persons-required'],
    [stated('count', 0), 'persons-required'],
    [stated('count', -1), 'persons-required'],
    [stated('count', 1.5), 'persons-required'],
    [stated('count', 2_000_000_001), 'persons-required'],
    [stated('asserted-zero', 1), 'persons-not-zero'],
    [stated('asserted-zero', 0, 'about'), 'zero-is-exact'],
    [stated('nothing-to-report', 0), 'persons-not-expected'],
    [stated('nothing-to-report', 5), 'persons-not-expected'],
  ])('%j is refused: %s', (input, code) => {
    expect(() => statementOf(input)).toThrow(refused(code));
  });
});

describe('a headcount report', () => {
  it('is what the event says', () => {
    const event = headcountReported(
      report(
        known,
        command({ residence: mataram, months: ['2025-07' as Month], segment: 'BPU', qualifier: 'rounded', precision: 1000 }),
        officer,
      ),
    );
    expect(validateEvent('enrolment.headcount-reported.v1', event)).toEqual([]);
    expect(Object.keys(event).sort()).toEqual(Object.keys(SAMPLES['enrolment.headcount-reported.v1']).sort());
    expect(event).toMatchObject({
      reportId: 'report-1',
      persons: 1984,
      precision: 1000,
      residence: '52.71',
      months: ['2025-07'],
      knownOn: '2025-07-15',
    });
  });

  it.each([
    ['the payer’s own officer', officer, 'payer'],
    ['a planner', by('planner', '52'), 'third-party'],
  ])('of %s comes from: %s', (_title, recording, reporter) => {
    expect(report(known, command(), recording).reporter).toBe(reporter);
  });

  it('keeps months in order, all of the fiscal year', () => {
    const reported =
      (...months: string[]) =>
      () =>
        report(known, command({ months: months as Month[] }), officer);
    expect(reported('2025-12', '2025-01')().months).toEqual(['2025-01', '2025-12']);
    expect(reported('2025-07', '2025-07')).toThrow(refused('months-repeated', { value: '2025-07' }));
    expect(reported('2026-01')).toThrow(refused('months-outside-year', { value: '2026-01' }));
    expect(reported('2024-12')).toThrow(refused('months-outside-year'));
  });

  it.each([
    ['holdsOn', { holdsOn: businessDate('2025-07-16') }],
    ['source.date', { source: { ...source, date: businessDate('2025-07-16') } }],
  ])('is refused when %s lies after the business date', (field, changes) => {
    expect(() => report(known, command(changes), officer)).toThrow(refused('dated-in-the-future', { field }));
  });

  it('holds today, and its source may have no date', () => {
    expect(report(known, command({ holdsOn: businessDate('2025-07-15'), source: { ...source, date: null } }), officer).holdsOn).toBe(
      '2025-07-15',
    );
  });

  it('knows payer and residence', () => {
    expect(() => report({ ...known, payerKnown: false }, command(), officer)).toThrow(refused('unknown-government', { field: 'payer' }));
    expect(() => report({ ...known, residenceKnown: false }, command({ residence: mataram }), officer)).toThrow(
      refused('unknown-government', { field: 'residence' }),
    );
  });
});
