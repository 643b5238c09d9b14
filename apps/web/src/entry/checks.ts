import { isBusinessDate, isMonth } from '@komitmen/kernel';
import { parseAmount, parseCount } from '../format/amount';
import { type Context, type Errors, type FieldSpec, type FormSpec, type Message, shownFields, type Values, valueOf } from './form-spec';

const FIRST_DAY = '2000-01-01';

function checkDate(value: string, field: FieldSpec, context: Context): Message | null {
  if (!isBusinessDate(value) || value < FIRST_DAY) return { key: 'check.date' };
  return field.future !== true && value > context.businessDate ? { key: 'check.future', parameters: { date: context.businessDate } } : null;
}

/** What one field's text alone shows: what is wrong, what is expected, with an example. */
export function checkField(field: FieldSpec, values: Values, context: Context): Message | null {
  const value = valueOf(values, field.name);
  if (value === '')
    return field.optional === true
      ? null
      : { key: field.kind === 'choice' || field.kind === 'radio' || field.kind === 'months' ? 'check.choose' : 'check.required' };
  switch (field.kind) {
    case 'amount':
    case 'count': {
      const parsed = field.kind === 'amount' ? parseAmount(value) : parseCount(value);
      return 'problem' in parsed ? { key: `check.${field.kind}.${parsed.problem}` } : null;
    }
    case 'decimal':
      return /^\d{1,18}([.,]\d{1,4})?$/.test(value) ? null : { key: 'check.decimal' };
    case 'date':
      return checkDate(value, field, context);
    case 'month':
      if (!isMonth(value)) return { key: 'check.month' };
      return value.startsWith(String(context.fiscalYear))
        ? null
        : { key: 'check.otherYear', parameters: { fiscalYear: context.fiscalYear } };
    case 'choice':
    case 'radio':
      return field.choices?.(context, values).some((choice) => choice.value === value) === false ? { key: 'check.choose' } : null;
    case 'text':
    case 'longtext':
    case 'months':
      return field.pattern === undefined || field.pattern.test(value) ? null : { key: `check.pattern.${field.name}` };
  }
}

export function checkForm(spec: FormSpec, values: Values, context: Context): Errors {
  const errors: Record<string, Message> = {};
  for (const field of shownFields(spec, values, context)) {
    const message = checkField(field, values, context);
    if (message !== null) errors[field.name] = message;
  }
  return { ...spec.check?.(values, context), ...errors };
}

/** The server names fields as it receives them (`document.date`); the form as `document_date`. Unknown names stay as they are. */
export function fieldOf(serverField: string, spec: FormSpec, aliases: Readonly<Record<string, string>> = {}): string | null {
  const flat = serverField.replaceAll('.', '_').replace(/_\d+$/, '');
  const name = aliases[flat] ?? flat;
  return spec.fields.some((field) => field.name === name) ? name : null;
}
