import type { RuleName } from '@komitmen/contracts';
import { assertedZero, code, day, fact, headcount, line, paid, pledge, stated, YEAR } from '../../test/builders';
import { knowledgeOn } from '../chain/knowledge';
import { type Fact, factSet } from '../facts/fact';
import { ruleNamed } from './rule-book';

const eligible = stated('52.71', 'eligible-workers', '1000', { definition: 'pekerja' });
const target = (share: string) => fact('regencies.target-set.v1', { government: '52.71', share, denominator: 'pekerja' });

describe('evidence', () => {
  const evidenceFor = (rule: RuleName, date: string, facts: Fact[], value: string | null) => {
    const verdict = ruleNamed(rule).evaluate(knowledgeOn(code('52.71'), YEAR, factSet(facts), day(date)), value);
    return verdict.outcome === 'failed' ? verdict.grounds().evidence : undefined;
  };

  it.each<[RuleName, string, Fact[], string | null]>([
    ['no-allocation', '2025-10-01', [pledge()], '11-30,09-30'],
    ['no-disbursement', '2025-12-31', [line()], '30'],
    ['paid-below-commitment', '2025-08-01', [pledge({ firstMonth: '2025-08', persons: 1985 }), paid()], null],
    ['below-target', '2026-01-01', [headcount('52.71', 600), eligible, target('62.22')], '2025-12'],
    ['overspent', '2025-12-31', [line({ amount: '33331000' }), paid()], null],
    ['coverage-ends', '2025-09-01', [paid({ paidMonths: ['2025-09'] })], '1'],
    ['zero-coverage', '2025-07-15', [assertedZero('52.71')], null],
    ['no-commitment', '2025-07-15', [fact('regencies.commitment-declared-none.v1', { government: '52.71' })], null],
  ])('%s puts nothing that it found itself into a source’s mouth', (rule, date, facts, value) => {
    expect(evidenceFor(rule, date, facts, value)).toMatchObject([{ source: null }]);
  });

  it('gives what sources say beside what was computed, each with its source', () => {
    const source = { title: 'Suara NTB', publisher: null, date: '2025-07-14', reference: null };
    const people = headcount('52.71', 600, { source, statement: 'baru 600 orang' });
    expect(evidenceFor('below-target', '2026-01-01', [people, eligible, target('62.22')], '2025-12')).toEqual([
      { statement: 'Cakupan 60.00 % di bawah target 62.22 %.', source: null },
      { statement: 'baru 600 orang', source },
    ]);
  });

  it('names a source whose words are not recorded, without quoting it', () => {
    const source = { title: 'Laporan Disnaker', publisher: null, date: '2025-07-14', reference: null };
    expect(evidenceFor('zero-coverage', '2025-07-15', [assertedZero('52.71', { source })], null)).toEqual([
      { statement: 'Jumlah peserta yang iurannya ditanggung dinyatakan nol. (Laporan Disnaker)', source: null },
    ]);
  });
});
