import { type EventData, SAMPLES } from '@komitmen/contracts';
import type { BusinessDate, FiscalYear, GovernmentCode } from '@komitmen/kernel';
import type { Subject } from '../src/flags/episodes';
import { type Fact, factFromEvent, type FactType } from '../src/facts/fact';
import type { RuleParameter } from '../src/rules/rule-book';

export const day = (text: string): BusinessDate => text as BusinessDate;
export const code = (text: string): GovernmentCode => text as GovernmentCode;
export const YEAR = 2025 as FiscalYear;

let serial = 0;
const nextId = (): string => `01981000-0000-7000-8000-${String((serial += 1)).padStart(12, '0')}`;

/** A fact from the contract's golden sample with what the test cares about; held and known on the same day unless told. */
export function fact<T extends FactType>(type: T, changes: Partial<EventData<T>> = {}, id = nextId()): Fact {
  const knownOn = changes.knownOn ?? '2025-07-14';
  return factFromEvent({
    id,
    type,
    data: { ...SAMPLES[type], holdsOn: knownOn, recordedAt: `${knownOn}T01:00:00.000Z`, ...changes, knownOn },
  });
}

type Report = Partial<EventData<'enrolment.headcount-reported.v1'>>;
const planner = { accountId: '01981000-0000-7000-8000-000000000001', role: 'planner', government: '52' } as const;
const undivided = { residence: null, group: null, segment: null, months: null, statement: null, precision: null } as const;

/** A third party's undivided report. */
export const headcount = (payer: string, persons: number, changes: Report = {}): Fact =>
  fact('enrolment.headcount-reported.v1', {
    ...undivided,
    payer,
    kind: 'count',
    persons,
    qualifier: 'exact',
    reporter: 'third-party',
    recordedBy: planner,
    ...changes,
  });

export const assertedZero = (payer: string, changes: Report = {}): Fact =>
  headcount(payer, 0, { kind: 'asserted-zero', persons: null, ...changes });

export const nothingToReport = (payer: string, changes: Report = {}): Fact =>
  headcount(payer, 0, { kind: 'nothing-to-report', persons: null, ...changes });

export const ownOfficer = (government: string): Report => ({
  reporter: 'payer',
  recordedBy: { accountId: '01981000-0000-7000-8000-000000000002', role: 'enrolment-officer', government },
  source: { title: 'Laporan Disnaker', publisher: null, date: '2025-07-14', reference: null },
});

export const stated = (
  subject: string,
  measure: string,
  value: string | null,
  changes: Partial<EventData<'regencies.figure-stated.v1'>> = {},
): Fact =>
  fact('regencies.figure-stated.v1', {
    subject,
    measure,
    value,
    denominator: null,
    unit: 'persons',
    qualifier: 'exact',
    precision: null,
    text: null,
    definition: null,
    fiscalYear: 2025,
    ...changes,
  });

export const parameter = (rule: RuleParameter['rule'], value: string | null, knownOn = '2025-07-14', version = 2): RuleParameter => ({
  rule,
  version,
  parameter: value,
  knownOn: day(knownOn),
});

export const subject = (facts: readonly Fact[], parameters: readonly RuleParameter[] = [], government = '52.71'): Subject => ({
  government: code(government),
  fiscalYear: YEAR,
  facts,
  parameters,
});

const MATARAM = '52.71';

export const pledge = (changes: Partial<EventData<'regencies.commitment-pledged.v1'>> = {}): Fact =>
  fact('regencies.commitment-pledged.v1', { government: MATARAM, firstMonth: null, ...changes });

/** A line of Rp100 million for three months that can be spent, unless told otherwise. */
export const line = (changes: Partial<EventData<'budgets.allocation-recorded.v1'>> = {}): Fact =>
  fact('budgets.allocation-recorded.v1', {
    payer: MATARAM,
    allocationId: 'dpa',
    version: 1,
    supersedes: null,
    budget: 'original',
    stage: 'executable',
    amount: '100000000',
    months: 3,
    segment: 'BPU',
    ...changes,
  });

export const paid = (changes: Partial<EventData<'budgets.disbursement-recorded.v1'>> = {}): Fact =>
  fact('budgets.disbursement-recorded.v1', {
    payer: MATARAM,
    disbursementId: 'sp2d',
    allocationId: 'dpa',
    version: 1,
    stage: 'disbursed',
    amount: '33331200',
    paidMonths: ['2025-08'],
    segment: 'BPU',
    ...changes,
  });
