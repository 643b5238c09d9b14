import { parseCount } from '../../format/amount';
import { pledgeLines } from '../arithmetic';
import { type Context, type Errors, type FormSpec, type Values, valueOf } from '../form-spec';
import { documentFields, documentOf, filled, holdsOnField, MONTH_COUNTS, SEGMENT_CHOICES, sourceFields, sourceOf } from './source-fields';

const countOf = (values: Values, name: string): number => {
  const parsed = parseCount(valueOf(values, name));
  return 'digits' in parsed ? Number(parsed.digits) : 0;
};

/** Months that run over the end of the fiscal year need a new pledge. */
function withinYear(values: Values): Errors {
  const first = Number(valueOf(values, 'firstMonth').slice(5, 7));
  const left = 13 - first;
  return first > 0 && Number(valueOf(values, 'months')) > left ? { months: { key: 'check.monthsLeft', parameters: { months: left } } } : {};
}

export const commitmentForm: FormSpec = {
  name: 'commitment',
  task: 'commitment',
  link: 'commitment',
  needs: [],
  fields: [
    { name: 'persons', kind: 'count', group: 'pledge' },
    { name: 'months', kind: 'choice', group: 'pledge', choices: () => MONTH_COUNTS },
    { name: 'firstMonth', kind: 'month', group: 'pledge', optional: true },
    { name: 'segment', kind: 'choice', group: 'pledge', choices: () => SEGMENT_CHOICES },
    { name: 'legalBasis', kind: 'text', group: 'pledge' },
    ...sourceFields(),
    holdsOnField,
  ],
  initial: ({ businessDate }) => ({ segment: 'BPU', holdsOn: businessDate }),
  check: withinYear,
  arithmetic: {
    after: 'segment',
    lines: (values, { fiscalYear }) =>
      pledgeLines(String(countOf(values, 'persons')), valueOf(values, 'months'), valueOf(values, 'segment'), fiscalYear),
  },
  path: () => '/api/commitments',
  body: (values, { government, fiscalYear }) =>
    filled({
      government,
      fiscalYear,
      persons: countOf(values, 'persons'),
      firstMonth: valueOf(values, 'firstMonth'),
      months: Number(valueOf(values, 'months')),
      segment: valueOf(values, 'segment'),
      legalBasis: valueOf(values, 'legalBasis'),
      source: sourceOf(values),
      holdsOn: valueOf(values, 'holdsOn'),
      pledged: true,
    }),
};

export const noCommitmentForm: FormSpec = {
  name: 'noCommitment',
  task: 'commitment-none',
  link: 'commitment',
  needs: [],
  fields: [...sourceFields(), holdsOnField],
  initial: ({ businessDate }) => ({ holdsOn: businessDate }),
  path: () => '/api/commitments/none',
  body: (values, { government, fiscalYear }) => ({ government, fiscalYear, source: sourceOf(values), holdsOn: valueOf(values, 'holdsOn') }),
};

const chosen = (values: Values, { commitments }: Context) => commitments.find(({ id }) => id === valueOf(values, 'commitment'));
const describe = ({ persons, months, legalBasis }: Context['commitments'][number]): string =>
  `${persons ?? ''} × ${months ?? ''} · ${legalBasis ?? ''}`;

export const confirmationForm: FormSpec = {
  name: 'confirmation',
  task: 'confirmation',
  link: 'commitment',
  needs: ['commitments'],
  fields: [
    {
      name: 'commitment',
      kind: 'choice',
      group: 'pledge',
      choices: ({ commitments }) =>
        commitments
          .filter(({ status }) => status === 'pledged')
          .map((commitment) => ({ value: commitment.id, text: describe(commitment) })),
    },
    ...documentFields(true),
    holdsOnField,
  ],
  initial: ({ businessDate, commitments }) => ({
    commitment: commitments.find(({ status }) => status === 'pledged')?.id ?? '',
    holdsOn: businessDate,
  }),
  check: (values) => {
    const number = valueOf(values, 'document_number');
    const date = valueOf(values, 'document_date');
    if ((number === '') === (date === '')) return {};
    return { [number === '' ? 'document_number' : 'document_date']: { key: 'check.bothOfDocument' } };
  },
  path: (values) => `/api/commitments/${encodeURIComponent(valueOf(values, 'commitment'))}/confirmation`,
  body: (values) => ({
    holdsOn: valueOf(values, 'holdsOn'),
    ...(valueOf(values, 'document_number') === '' ? {} : { document: documentOf(values) }),
  }),
  version: (values, context) => chosen(values, context)?.version,
};

export const withdrawalForm: FormSpec = {
  name: 'withdrawal',
  task: 'confirmation',
  link: 'commitment',
  needs: ['commitments'],
  fields: [
    {
      name: 'commitment',
      kind: 'choice',
      group: 'pledge',
      choices: ({ commitments }) =>
        commitments
          .filter(({ status }) => ['draft', 'pledged', 'confirmed'].includes(status))
          .map((commitment) => ({ value: commitment.id, text: describe(commitment) })),
    },
    { name: 'reason', kind: 'longtext', group: 'pledge' },
    holdsOnField,
  ],
  initial: ({ businessDate, commitments }) => ({ commitment: commitments[0]?.id ?? '', holdsOn: businessDate }),
  path: (values) => `/api/commitments/${encodeURIComponent(valueOf(values, 'commitment'))}/withdrawal`,
  body: (values) => ({ reason: valueOf(values, 'reason'), holdsOn: valueOf(values, 'holdsOn') }),
  version: (values, context) => chosen(values, context)?.version,
};
