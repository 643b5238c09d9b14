import { formatRupiah } from '@komitmen/kernel';
import { parseAmount } from '../../format/amount';
import { allocationLines, payable } from '../arithmetic';
import { type Context, type Errors, type FormSpec, type Values, valueOf } from '../form-spec';
import { documentFields, documentOf, filled, holdsOnField, MONTH_COUNTS, SEGMENT_CHOICES, sourceFields, sourceOf } from './source-fields';

const FUND_SOURCES = ['DBHCHT', 'PAD', 'DAU', 'DAK', 'DBH', 'DBH-SAWIT', 'DBH-DR', 'BTT', 'ADD', 'ZIS', 'CSR', 'SILPA'];
const STAGES = ['proposed', 'drafted', 'enacted', 'executable', 'closed'];

export const amountOf = (values: Values): string => {
  const parsed = parseAmount(valueOf(values, 'amount'));
  return 'digits' in parsed ? parsed.digits : '';
};
/** An officer speaks for the own government; a planner cites somebody. */
const isPlanner = (_values: Values, { role }: Context): boolean => role === 'planner';

const planOf = (values: Values, { fiscalYear }: Context) => ({
  amount: valueOf(values, 'amount'),
  months: valueOf(values, 'months'),
  segment: valueOf(values, 'segment'),
  budget: valueOf(values, 'budget'),
  documentDate: valueOf(values, 'document_date'),
  fiscalYear,
});

function monthsFit(values: Values, context: Context): Errors {
  const left = payable(planOf(values, context)).length;
  return Number(valueOf(values, 'months')) > left
    ? { months: { key: left === 0 ? 'check.noMonthsLeft' : 'check.monthsLeft', parameters: { months: left } } }
    : {};
}

export const allocationForm: FormSpec = {
  name: 'allocation',
  task: 'allocation',
  link: 'allocation',
  needs: ['allocations'],
  fields: [
    {
      name: 'fundSource',
      kind: 'choice',
      group: 'budget',
      choices: () => FUND_SOURCES.map((value) => ({ value, key: `fundSource.${value}` })),
    },
    {
      name: 'budget',
      kind: 'radio',
      group: 'budget',
      choices: () => ['original', 'revised'].map((value) => ({ value, key: `budget.${value}` })),
    },
    {
      name: 'supersedes',
      kind: 'choice',
      group: 'budget',
      optional: true,
      when: (values, { allocations }) => valueOf(values, 'budget') === 'revised' && allocations.some(({ budget }) => budget === 'original'),
      choices: ({ allocations }) =>
        allocations
          .filter(({ budget }) => budget === 'original')
          .map(({ id, document, amount, fundSource }) => ({
            value: id,
            text: `${fundSource} · ${formatRupiah(BigInt(amount))} · ${document.number}`,
          })),
    },
    { name: 'stage', kind: 'choice', group: 'budget', choices: () => STAGES.map((value) => ({ value, key: `stage.${value}` })) },
    ...documentFields(),
    { name: 'accountCode', kind: 'text', group: 'document', optional: true, pattern: /^\d\.\d\.\d{2}\.\d{2}\.\d{2}\.\d{4}$/ },
    { name: 'amount', kind: 'amount', group: 'amount' },
    { name: 'months', kind: 'choice', group: 'amount', choices: () => MONTH_COUNTS },
    { name: 'segment', kind: 'choice', group: 'amount', choices: () => SEGMENT_CHOICES },
    {
      name: 'beneficiary',
      kind: 'choice',
      group: 'people',
      when: (_values, { government, regencies }) => government.length === 2 && regencies.length > 1,
      choices: ({ regencies, government, governmentName }) => [
        { value: government, text: governmentName },
        ...regencies.filter(({ kind }) => kind !== 'province').map(({ code, name }) => ({ value: code, text: name })),
      ],
    },
    { name: 'group', kind: 'text', group: 'people', optional: true },
    { name: 'legalBasis', kind: 'text', group: 'people', optional: true },
    ...sourceFields(isPlanner),
    holdsOnField,
  ],
  initial: ({ government, businessDate }) => ({
    segment: 'BPU',
    budget: 'original',
    stage: 'executable',
    beneficiary: government,
    holdsOn: businessDate,
  }),
  check: monthsFit,
  arithmetic: {
    after: 'segment',
    lines: (values, context) => [
      ...allocationLines(planOf(values, context)),
      ...(valueOf(values, 'fundSource') === 'DBHCHT' && valueOf(values, 'group') === '' && valueOf(values, 'legalBasis') === ''
        ? [{ key: 'arithmetic.dbhcht', kind: 'warning', value: '' } as const]
        : []),
    ],
  },
  path: () => '/api/allocations',
  body: (values, context) =>
    filled({
      payer: context.government,
      beneficiary: valueOf(values, 'beneficiary') || context.government,
      fiscalYear: context.fiscalYear,
      fundSource: valueOf(values, 'fundSource'),
      budget: valueOf(values, 'budget'),
      supersedes: valueOf(values, 'budget') === 'revised' ? valueOf(values, 'supersedes') : '',
      stage: valueOf(values, 'stage'),
      amount: amountOf(values),
      months: Number(valueOf(values, 'months')),
      segment: valueOf(values, 'segment'),
      group: valueOf(values, 'group'),
      legalBasis: valueOf(values, 'legalBasis'),
      document: documentOf(values),
      accountCode: valueOf(values, 'accountCode'),
      source: context.role === 'planner' ? sourceOf(values) : undefined,
      holdsOn: valueOf(values, 'holdsOn'),
    }),
};

export const noAllocationForm: FormSpec = {
  name: 'noAllocation',
  task: 'allocation-none',
  link: 'allocation',
  needs: [],
  fields: [...sourceFields(), holdsOnField],
  initial: ({ businessDate }) => ({ holdsOn: businessDate }),
  path: () => '/api/allocations/none',
  body: (values, { government, fiscalYear }) => ({
    payer: government,
    fiscalYear,
    source: sourceOf(values),
    holdsOn: valueOf(values, 'holdsOn'),
  }),
};
