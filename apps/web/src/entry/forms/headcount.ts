import { parseCount } from '../../format/amount';
import { type FormSpec, type Values, valueOf } from '../form-spec';
import { filled, holdsOnField, listOf, SEGMENT_CHOICES, sourceFields, sourceOf } from './source-fields';

const KINDS = ['count', 'asserted-zero', 'nothing-to-report'];
const isCount = (values: Values): boolean => valueOf(values, 'kind') === 'count';

const personsOf = (values: Values): number | undefined => {
  const parsed = parseCount(valueOf(values, 'persons'));
  return isCount(values) && 'digits' in parsed ? Number(parsed.digits) : undefined;
};
export const QUALIFIER_CHOICES = ['exact', 'rounded', 'about', 'atLeast'].map((value) => ({ value, key: `qualifier.${value}` }));

export const headcountForm: FormSpec = {
  name: 'headcount',
  task: 'headcount',
  link: 'protection',
  needs: [],
  fields: [
    { name: 'kind', kind: 'radio', group: 'people', choices: () => KINDS.map((value) => ({ value, key: `headcountKind.${value}` })) },
    { name: 'persons', kind: 'count', group: 'people', when: isCount },
    { name: 'qualifier', kind: 'choice', group: 'people', when: isCount, choices: () => QUALIFIER_CHOICES },
    { name: 'paidMonths', kind: 'months', group: 'people', optional: true, when: isCount },
    {
      name: 'residence',
      kind: 'choice',
      group: 'detail',
      optional: true,
      when: (values, { regencies }) => isCount(values) && regencies.some(({ kind }) => kind !== 'province'),
      choices: ({ regencies }) =>
        regencies.filter(({ kind }) => kind !== 'province').map(({ code, name }) => ({ value: code, text: name })),
    },
    { name: 'group', kind: 'text', group: 'detail', optional: true, when: isCount },
    { name: 'headcountSegment', kind: 'choice', group: 'detail', optional: true, when: isCount, choices: () => SEGMENT_CHOICES },
    ...sourceFields(),
    holdsOnField,
  ],
  initial: ({ businessDate }) => ({ kind: 'count', qualifier: 'exact', holdsOn: businessDate }),
  path: () => '/api/headcounts',
  body: (values, { government, fiscalYear }) =>
    filled({
      payer: government,
      fiscalYear,
      kind: valueOf(values, 'kind'),
      persons: personsOf(values),
      qualifier: isCount(values) ? valueOf(values, 'qualifier') : 'exact',
      ...(isCount(values)
        ? {
            residence: valueOf(values, 'residence'),
            group: valueOf(values, 'group'),
            segment: valueOf(values, 'headcountSegment'),
            months: listOf(values, 'paidMonths').sort(),
          }
        : {}),
      holdsOn: valueOf(values, 'holdsOn'),
      source: sourceOf(values),
    }),
};
