import { type Errors, type FormSpec, type Values, valueOf } from '../form-spec';
import { QUALIFIER_CHOICES } from './headcount';
import { filled, holdsOnField, sourceFields, sourceOf } from './source-fields';

const UNITS = ['persons', 'rupiah', 'percent', 'months', 'text'];
const isNumber = (values: Values): boolean => valueOf(values, 'unit') !== 'text';
const decimal = (text: string): string => text.replace(',', '.');

/** What a source says, kept in its own words: context, and never a link by itself. */
export const figureForm: FormSpec = {
  name: 'figure',
  task: 'figure',
  link: null,
  needs: [],
  fields: [
    { name: 'measure', kind: 'text', group: 'statement', pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/ },
    { name: 'unit', kind: 'choice', group: 'statement', choices: () => UNITS.map((value) => ({ value, key: `unitName.${value}` })) },
    { name: 'value', kind: 'decimal', group: 'statement', optional: true, when: isNumber },
    { name: 'qualifier', kind: 'choice', group: 'statement', choices: () => QUALIFIER_CHOICES },
    { name: 'text', kind: 'longtext', group: 'statement', optional: true },
    { name: 'definition', kind: 'text', group: 'statement', optional: true },
    ...sourceFields(),
    holdsOnField,
  ],
  initial: ({ businessDate }) => ({ unit: 'persons', qualifier: 'exact', holdsOn: businessDate }),
  check: (values): Errors =>
    valueOf(values, 'value') === '' && valueOf(values, 'text') === '' ? { text: { key: 'check.valueOrText' } } : {},
  path: () => '/api/figures',
  body: (values, { government, fiscalYear }) =>
    filled({
      subject: government,
      fiscalYear,
      measure: valueOf(values, 'measure'),
      unit: valueOf(values, 'unit'),
      value: isNumber(values) ? decimal(valueOf(values, 'value')) : '',
      qualifier: valueOf(values, 'qualifier'),
      text: valueOf(values, 'text'),
      definition: valueOf(values, 'definition'),
      source: sourceOf(values),
      holdsOn: valueOf(values, 'holdsOn'),
    }),
};

export const targetForm: FormSpec = {
  name: 'target',
  task: 'target',
  link: null,
  needs: [],
  fields: [
    { name: 'share', kind: 'decimal', group: 'target' },
    { name: 'targetDefinition', kind: 'text', group: 'target' },
    ...sourceFields(),
    holdsOnField,
  ],
  initial: ({ businessDate }) => ({ holdsOn: businessDate }),
  check: (values): Errors => (Number(decimal(valueOf(values, 'share'))) > 100 ? { share: { key: 'check.above100' } } : {}),
  path: () => '/api/targets',
  body: (values, { government, fiscalYear }) => ({
    government,
    fiscalYear,
    share: decimal(valueOf(values, 'share')),
    definition: valueOf(values, 'targetDefinition'),
    source: sourceOf(values),
    holdsOn: valueOf(values, 'holdsOn'),
  }),
};
