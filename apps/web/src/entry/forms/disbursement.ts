import { formatRupiah } from '@komitmen/kernel';
import { paymentLines } from '../arithmetic';
import { type Context, type FormSpec, type Values, valueOf } from '../form-spec';
import { amountOf } from './allocation';
import { documentFields, documentOf, holdsOnField, listOf } from './source-fields';

const isPayable = ({ stage }: Context['allocations'][number]): boolean => stage === 'executable';
const allocationOf = (values: Values, { allocations }: Context) => allocations.find(({ id }) => id === valueOf(values, 'allocationId'));

export const disbursementForm: FormSpec = {
  name: 'disbursement',
  task: 'disbursement',
  link: 'disbursement',
  needs: ['allocations'],
  fields: [
    {
      name: 'allocationId',
      kind: 'choice',
      group: 'budget',
      choices: ({ allocations }) =>
        allocations.filter(isPayable).map(({ id, fundSource, amount, document }) => ({
          value: id,
          text: `${fundSource} · ${formatRupiah(BigInt(amount))} · ${document.number}`,
        })),
    },
    {
      name: 'stage',
      kind: 'radio',
      group: 'budget',
      choices: () => ['requested', 'ordered', 'disbursed'].map((value) => ({ value, key: `paymentStage.${value}` })),
    },
    ...documentFields(),
    { name: 'amount', kind: 'amount', group: 'amount' },
    { name: 'paidMonths', kind: 'months', group: 'amount' },
    holdsOnField,
  ],
  initial: ({ allocations, businessDate }) => ({
    allocationId: allocations.find(isPayable)?.id ?? '',
    stage: 'disbursed',
    holdsOn: businessDate,
  }),
  arithmetic: {
    after: 'paidMonths',
    lines: (values, context) =>
      paymentLines(valueOf(values, 'amount'), allocationOf(values, context)?.segment ?? '', listOf(values, 'paidMonths')),
  },
  path: () => '/api/disbursements',
  body: (values) => ({
    allocationId: valueOf(values, 'allocationId'),
    stage: valueOf(values, 'stage'),
    amount: amountOf(values),
    months: listOf(values, 'paidMonths').sort(),
    document: documentOf(values),
    holdsOn: valueOf(values, 'holdsOn'),
  }),
};

export const receiptForm: FormSpec = {
  name: 'receipt',
  task: 'receipt',
  link: 'receipt',
  needs: ['disbursements'],
  fields: [
    {
      name: 'disbursement',
      kind: 'choice',
      group: 'budget',
      choices: ({ disbursements }) =>
        disbursements
          .filter(({ stage }) => stage === 'disbursed')
          .map(({ id, amount, document }) => ({ value: id, text: `${formatRupiah(BigInt(amount))} · ${document.number}` })),
    },
    ...documentFields(),
  ],
  initial: ({ disbursements }) => ({ disbursement: disbursements.find(({ stage }) => stage === 'disbursed')?.id ?? '' }),
  path: (values) => `/api/disbursements/${encodeURIComponent(valueOf(values, 'disbursement'))}/receipt`,
  body: (values) => documentOf(values),
  version: (values, { disbursements }) => disbursements.find(({ id }) => id === valueOf(values, 'disbursement'))?.version,
};
