import type { FieldSpec, Values } from '../form-spec';
import { valueOf } from '../form-spec';

/** Where a statement comes from. Every fact recorded by somebody else than its own officer has one. */
export const sourceFields = (when?: FieldSpec['when']): FieldSpec[] =>
  [
    { name: 'source_title', kind: 'text', group: 'source' } as const,
    { name: 'source_publisher', kind: 'text', group: 'source', optional: true } as const,
    { name: 'source_date', kind: 'date', group: 'source' } as const,
  ].map((field) => (when === undefined ? field : { ...field, when }));

export const holdsOnField: FieldSpec = { name: 'holdsOn', kind: 'date', group: 'when' };

export const documentFields = (optional = false): FieldSpec[] => [
  { name: 'document_number', kind: 'text', group: 'document', optional },
  { name: 'document_date', kind: 'date', group: 'document', optional },
];

export const sourceOf = (values: Values): { title: string; publisher?: string; date: string } => {
  const publisher = valueOf(values, 'source_publisher');
  return { title: valueOf(values, 'source_title'), ...(publisher === '' ? {} : { publisher }), date: valueOf(values, 'source_date') };
};

export const documentOf = (values: Values): { number: string; date: string } => ({
  number: valueOf(values, 'document_number'),
  date: valueOf(values, 'document_date'),
});

/** Leaves out what was not typed: an empty text is not a fact. */
export function filled(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== '' && value !== undefined && !(Array.isArray(value) && value.length === 0)),
  );
}

export const listOf = (values: Values, name: string): string[] =>
  valueOf(values, name)
    .split(',')
    .filter((part) => part !== '');

export const SEGMENT_CHOICES = ['BPU', 'PU', 'JAKON', 'PMI'].map((value) => ({ value, key: `segment.${value}` }));
export const MONTH_COUNTS = Array.from({ length: 12 }, (_, index) => ({ value: String(index + 1), key: 'field.monthsCount' }));
