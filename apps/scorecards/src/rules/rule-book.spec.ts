import type { RuleName } from '@komitmen/contracts';
import {
  assertedZero,
  code,
  day,
  fact,
  headcount,
  line,
  nothingToReport,
  paid,
  parameter,
  pledge,
  stated,
  YEAR,
} from '../../test/builders';
import { knowledgeOn } from '../chain/knowledge';
import { type Fact, factSet } from '../facts/fact';
import type { Verdict } from './rule';
import { parameterOn, RULE_BOOK, ruleNamed } from './rule-book';

const judge = (rule: RuleName, on: string, facts: readonly Fact[], value: string | null = ruleNamed(rule).initialParameter): Verdict =>
  ruleNamed(rule).evaluate(knowledgeOn(code('52.71'), YEAR, factSet(facts), day(on)), value);

const none = {
  commitment: fact('regencies.commitment-declared-none.v1', { government: '52.71' }),
  allocation: fact('budgets.allocation-declared-none.v1', { payer: '52.71' }),
};
const zeroEligible = stated('52.71', 'eligible-workers', '0');
const eligible = stated('52.71', 'eligible-workers', '1000', { definition: 'pekerja' });
const target = (share: string, denominator = 'pekerja') => fact('regencies.target-set.v1', { government: '52.71', share, denominator });
const on = (date: string) => ({ knownOn: date, holdsOn: date });

type Case = [
  title: string,
  rule: RuleName,
  on: string,
  facts: Fact[],
  parameter: string | null,
  outcome: Verdict['outcome'],
  reason: string,
];
const cases: Case[] = [
  ['no due date', 'no-data', '2025-07-15', [], null, 'not-evaluated', 'parameter-not-set'],
  ['the due date itself', 'no-data', '2025-07-14', [], '2025-07-14', 'not-evaluated', 'not-due-yet'],
  ['the day after the due date', 'no-data', '2025-07-15', [], '2025-07-14', 'failed', 'no-headcount-by-due-date'],
  ['a count', 'no-data', '2025-07-15', [headcount('52.71', 1)], '2025-07-14', 'passed', 'headcount-reported'],
  ['an asserted zero', 'no-data', '2025-07-15', [assertedZero('52.71')], '2025-07-14', 'passed', 'headcount-reported'],
  [
    '"nothing to report" answers the duty',
    'no-data',
    '2025-07-15',
    [nothingToReport('52.71')],
    '2025-07-14',
    'passed',
    'headcount-reported',
  ],

  ['unknown', 'zero-coverage', '2025-07-15', [], null, 'not-evaluated', 'headcount-unknown'],
  ['one person', 'zero-coverage', '2025-07-15', [headcount('52.71', 1)], null, 'passed', 'headcount-positive'],
  ['an asserted zero', 'zero-coverage', '2025-07-15', [assertedZero('52.71')], null, 'failed', 'headcount-asserted-zero'],
  [
    'a slice of zero beside a total',
    'zero-coverage',
    '2025-07-15',
    [headcount('52.71', 17_000), assertedZero('52.71', { group: 'nelayan', knownOn: '2025-07-15' })],
    null,
    'passed',
    'headcount-positive',
  ],
  [
    'slices of zero alone',
    'zero-coverage',
    '2025-07-15',
    [assertedZero('52.71', { segment: 'PU' })],
    null,
    'not-evaluated',
    'headcount-unknown',
  ],
  [
    'a zero where nobody is eligible',
    'zero-coverage',
    '2025-07-15',
    [assertedZero('52.71'), zeroEligible],
    null,
    'passed',
    'nobody-eligible',
  ],
  [
    'a zero where somebody is eligible',
    'zero-coverage',
    '2025-07-15',
    [assertedZero('52.71'), eligible],
    null,
    'failed',
    'headcount-asserted-zero',
  ],

  ['declared none, without any due date', 'no-commitment', '2025-07-15', [none.commitment], null, 'failed', 'commitment-declared-none'],
  ['none recorded, no due date', 'no-commitment', '2025-07-15', [], null, 'not-evaluated', 'parameter-not-set'],
  ['none recorded on the due date', 'no-commitment', '2025-07-15', [], '2025-07-15', 'not-evaluated', 'not-due-yet'],
  ['none recorded after the due date', 'no-commitment', '2025-07-16', [], '2025-07-15', 'failed', 'no-commitment-by-due-date'],
  ['a pledge', 'no-commitment', '2025-07-16', [pledge()], '2025-07-15', 'passed', 'commitment-recorded'],

  ['no commitment', 'no-allocation', '2025-12-01', [none.allocation], '11-30,09-30', 'not-evaluated', 'not-committed'],
  [
    'committed and declared none',
    'no-allocation',
    '2025-07-15',
    [pledge(), none.allocation],
    '11-30,09-30',
    'failed',
    'allocation-declared-none',
  ],
  ['committed and allocated', 'no-allocation', '2025-12-01', [pledge(), line()], '11-30,09-30', 'passed', 'allocation-recorded'],
  ['committed in July, on 30 September', 'no-allocation', '2025-09-30', [pledge()], '11-30,09-30', 'not-evaluated', 'not-due-yet'],
  ['committed in July, on 1 October', 'no-allocation', '2025-10-01', [pledge()], '11-30,09-30', 'failed', 'no-allocation-by-deadline'],
  [
    'committed the November before, on 30 November',
    'no-allocation',
    '2024-11-30',
    [pledge(on('2024-11-05'))],
    '11-30,09-30',
    'not-evaluated',
    'not-due-yet',
  ],
  [
    'committed the November before, on 1 December',
    'no-allocation',
    '2024-12-01',
    [pledge(on('2024-11-05'))],
    '11-30,09-30',
    'failed',
    'no-allocation-by-deadline',
  ],
  [
    'committed when no deadline is left',
    'no-allocation',
    '2025-12-31',
    [pledge(on('2025-10-02'))],
    '11-30,09-30',
    'not-evaluated',
    'no-deadline-left',
  ],

  ['N not set', 'no-disbursement', '2025-12-31', [line()], null, 'not-evaluated', 'parameter-not-set'],
  ['nothing executable', 'no-disbursement', '2025-12-31', [line({ stage: 'enacted' })], '30', 'not-evaluated', 'nothing-executable'],
  ['a closed line', 'no-disbursement', '2025-12-31', [line({ stage: 'closed' })], '30', 'not-evaluated', 'nothing-executable'],
  ['executable for 30 days', 'no-disbursement', '2025-08-13', [line()], '30', 'passed', 'disbursed-or-not-due-yet'],
  ['executable for 31 days', 'no-disbursement', '2025-08-14', [line()], '30', 'failed', 'executable-without-disbursement'],
  ['executable for 31 days, SP2D there', 'no-disbursement', '2025-08-14', [line(), paid()], '30', 'passed', 'disbursed-or-not-due-yet'],
  [
    'executable for 31 days, only SPM',
    'no-disbursement',
    '2025-08-14',
    [line(), paid({ stage: 'ordered' })],
    '30',
    'failed',
    'executable-without-disbursement',
  ],

  ['no first month', 'paid-below-commitment', '2025-09-01', [pledge(), paid()], null, 'not-evaluated', 'commitment-without-first-month'],
  [
    'payments unknown',
    'paid-below-commitment',
    '2025-09-01',
    [pledge({ firstMonth: '2025-08' })],
    null,
    'not-evaluated',
    'disbursement-unknown',
  ],
  [
    '1.984 paid, 1.984 committed',
    'paid-below-commitment',
    '2025-08-31',
    [pledge({ firstMonth: '2025-08', persons: 1984 }), paid()],
    null,
    'passed',
    'paid-as-committed',
  ],
  [
    '100 committed, JKK and JKM paid apart',
    'paid-below-commitment',
    '2025-08-31',
    [
      pledge({ firstMonth: '2025-08', persons: 100 }),
      paid({ disbursementId: 'jkk', amount: '1000000' }),
      paid({ disbursementId: 'jkm', amount: '680000' }),
    ],
    null,
    'passed',
    'paid-as-committed',
  ],
  [
    '1.984 paid, 1.985 committed',
    'paid-below-commitment',
    '2025-08-01',
    [pledge({ firstMonth: '2025-08', persons: 1985 }), paid()],
    null,
    'failed',
    'paid-below-committed',
  ],
  [
    'before the first month',
    'paid-below-commitment',
    '2025-07-31',
    [pledge({ firstMonth: '2025-08' }), paid()],
    null,
    'passed',
    'paid-as-committed',
  ],

  ['no month paid', 'coverage-ends', '2025-09-01', [line()], '1', 'not-evaluated', 'paid-months-unknown'],
  ['two months before the end', 'coverage-ends', '2025-07-31', [paid({ paidMonths: ['2025-09'] })], '1', 'passed', 'paid-beyond'],
  ['the month before the last', 'coverage-ends', '2025-08-01', [paid({ paidMonths: ['2025-09'] })], '1', 'failed', 'coverage-ends-soon'],
  ['the month after the last', 'coverage-ends', '2025-10-01', [paid({ paidMonths: ['2025-09'] })], '0', 'failed', 'coverage-ended'],
  [
    'months that a headcount says are paid',
    'coverage-ends',
    '2025-10-01',
    [headcount('52.71', 5, { months: ['2025-12'] })],
    '1',
    'passed',
    'paid-beyond',
  ],
  [
    'months of an asserted zero',
    'coverage-ends',
    '2025-10-01',
    [assertedZero('52.71', { months: ['2025-12'] })],
    '1',
    'not-evaluated',
    'paid-months-unknown',
  ],
  ['the year is over', 'coverage-ends', '2026-01-01', [paid({ paidMonths: ['2025-12'] })], '1', 'not-evaluated', 'fiscal-year-over'],

  [
    'no eligible workers known',
    'below-target',
    '2026-01-01',
    [headcount('52.71', 622), target('62.22')],
    '2025-12',
    'not-evaluated',
    'coverage-not-computable',
  ],
  [
    'another definition',
    'below-target',
    '2026-01-01',
    [headcount('52.71', 1), eligible, target('62.22', 'penduduk')],
    '2025-12',
    'not-evaluated',
    'definitions-differ',
  ],
  [
    'in the month it is due',
    'below-target',
    '2025-12-31',
    [headcount('52.71', 622), eligible, target('62.22')],
    '2025-12',
    'not-evaluated',
    'not-due-yet',
  ],
  [
    '622 of 1.000 against 62,22 %',
    'below-target',
    '2026-01-01',
    [headcount('52.71', 622), eligible, target('62.22')],
    '2025-12',
    'failed',
    'coverage-below-target',
  ],
  [
    '623 of 1.000 against 62,22 %',
    'below-target',
    '2026-01-01',
    [headcount('52.71', 623), eligible, target('62.22')],
    '2025-12',
    'passed',
    'target-reached',
  ],

  ['within the ceiling', 'overspent', '2025-12-31', [line(), paid()], null, 'passed', 'within-ceiling'],
  [
    'a DPPA below what is disbursed',
    'overspent',
    '2025-12-31',
    [line(), paid(), line({ allocationId: 'dppa', supersedes: 'dpa', amount: '33331199' })],
    null,
    'failed',
    'ceiling-below-disbursed',
  ],
  [
    'a DPPA of exactly what is disbursed',
    'overspent',
    '2025-12-31',
    [line(), paid(), line({ allocationId: 'dppa', supersedes: 'dpa', amount: '33331200' })],
    null,
    'passed',
    'within-ceiling',
  ],
  [
    'a smaller revision that is not yet executable',
    'overspent',
    '2025-12-31',
    [line(), paid(), line({ allocationId: 'dppa', supersedes: 'dpa', stage: 'enacted', amount: '1' })],
    null,
    'passed',
    'within-ceiling',
  ],
];

describe('laggard rules', () => {
  it.each(cases)('%s: %s on %s', (_title, rule, date, facts, value, outcome, reason) => {
    expect(judge(rule, date, facts, value)).toMatchObject({ outcome, reason });
  });

  it.each<[RuleName, string, Fact[], string | null, object]>([
    ['zero-coverage', '2025-07-15', [assertedZero('52.71')], null, { persons: '1' }],
    ['no-allocation', '2025-10-01', [pledge({ persons: 1984, months: 3 })], '11-30,09-30', { persons: '1984', rupiah: '99993600' }],
    ['no-disbursement', '2025-12-31', [line()], '30', { rupiah: '100000000' }],
    [
      'paid-below-commitment',
      '2025-08-01',
      [pledge({ firstMonth: '2025-08', persons: 1985 }), paid()],
      null,
      { personMonths: '1', rupiah: '16800' },
    ],
    ['coverage-ends', '2025-09-01', [paid({ paidMonths: ['2025-09'] })], '1', { from: '2025-10' }],
    [
      'below-target',
      '2026-01-01',
      [headcount('52.71', 600), eligible, target('62.22')],
      '2025-12',
      { persons: '23', rupiahPerMonth: '386400' },
    ],
    ['overspent', '2025-12-31', [line({ amount: '33331000' }), paid()], null, { rupiah: '200' }],
  ])('%s says what would clear it', (rule, date, facts, value, params) => {
    const verdict = judge(rule, date, facts, value);
    if (verdict.outcome !== 'failed') throw new Error(`${rule} did not fail: ${verdict.reason}`);
    const { clears, evidence, inputs } = verdict.grounds();
    expect(clears.params).toEqual(params);
    expect(evidence.length).toBeGreaterThan(0);
    expect(inputs.length).toBeGreaterThan(0);
  });

  it('holds each of the nine rules once', () => {
    expect(RULE_BOOK.map(({ name }) => name)).toEqual([
      'no-data',
      'zero-coverage',
      'no-commitment',
      'no-allocation',
      'no-disbursement',
      'paid-below-commitment',
      'coverage-ends',
      'below-target',
      'overspent',
    ]);
  });
});

describe('the parameter in force', () => {
  const settings = [parameter('no-data', '2025-03-01', '2025-02-01', 2), parameter('no-data', null, '2025-02-10', 3)];
  it.each([
    ['2025-01-31', { version: 1, parameter: null }],
    ['2025-02-01', { version: 2, parameter: '2025-03-01' }],
    ['2025-02-10', { version: 3, parameter: null }],
  ])('on %s is %o', (date, expected) => {
    expect(parameterOn(settings, ruleNamed('no-data'), day(date))).toEqual(expected);
  });
});
