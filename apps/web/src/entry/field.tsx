import { Checkbox, NativeSelect, Radio, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { month, monthsFrom } from '@komitmen/kernel';
import type { ReactNode } from 'react';
import { parseAmount, parseCount } from '../format/amount';
import { formatMonth } from '../format/date';
import { formatDecimal, formatMoney } from '../format/number';
import { useWords } from '../i18n';
import { checkField } from './checks';
import type { Context, FieldSpec, Values } from './form-spec';
import { useMessages } from './use-messages';

interface FieldProperties {
  field: FieldSpec;
  form: UseFormReturnType<Values>;
  context: Context;
}

/** A message that appears between press and release would move what is being clicked: it waits for the click to end. */
const AFTER_CLICK_MS = 250;

/** A label in the officer's words, a hint with an example, the control that the kind asks for, and the message under it. */
export function Field({ field, form, context }: FieldProperties): ReactNode {
  const { t, known, language } = useWords();
  const say = useMessages();
  const { name, kind } = field;
  const value = form.values[name] ?? '';
  const set = (next: string): void => form.setFieldValue(name, next);
  const optional = field.optional === true ? ` (${t('field.optional')})` : '';
  const error = form.errors[name];
  const label = `${t(`field.${name}`)}${optional}`;
  const description = known(`hint.${name}`, '') || undefined;
  // Only ever adds a message: one that the server gave stays until the value changes.
  const checkSoon = (): void =>
    void setTimeout(() => {
      const message = checkField(field, form.getValues(), context);
      if (message !== null) form.setFieldError(name, say(message, name));
    }, AFTER_CLICK_MS);
  const common = { id: `field-${name}`, label, description, error, onBlur: checkSoon };

  switch (kind) {
    case 'amount':
    case 'count': {
      const tidy = (): void => {
        const parsed = kind === 'amount' ? parseAmount(value) : parseCount(value);
        if ('digits' in parsed) set(kind === 'amount' ? formatMoney(parsed.digits, 'id') : formatDecimal(parsed.digits, 'id'));
        checkSoon();
      };
      return (
        <TextInput
          {...common}
          inputMode="numeric"
          autoComplete="off"
          value={value}
          onChange={(event) => set(event.currentTarget.value)}
          onBlur={tidy}
          className="field-number"
        />
      );
    }
    case 'longtext':
      return <Textarea {...common} minRows={3} autosize value={value} onChange={(event) => set(event.currentTarget.value)} />;
    case 'date':
      return (
        <TextInput
          {...common}
          type="date"
          max={field.future === true ? undefined : context.businessDate}
          value={value}
          onChange={(event) => set(event.currentTarget.value)}
          className="field-date"
        />
      );
    case 'month':
      return (
        <TextInput
          {...common}
          type="month"
          min={`${context.fiscalYear}-01`}
          max={`${context.fiscalYear}-12`}
          placeholder={`${context.fiscalYear}-08`}
          value={value}
          onChange={(event) => set(event.currentTarget.value)}
          className="field-date"
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...common}
          value={value}
          onChange={(event) => set(event.currentTarget.value)}
          data={[
            { value: '', label: t(field.optional === true ? 'field.none' : 'field.choose') },
            ...(field.choices?.(context, form.values) ?? []).map((choice) => ({
              value: choice.value,
              label: choice.text ?? (choice.key === undefined ? choice.value : t(choice.key, { value: choice.value })),
            })),
          ]}
        />
      );
    case 'radio':
      return (
        <Radio.Group
          label={label}
          description={description}
          error={error}
          value={value}
          onChange={set}
          labelProps={{ id: `label-${name}` }}
        >
          {(field.choices?.(context, form.values) ?? []).map((choice, index) => (
            <Radio
              key={choice.value}
              id={index === 0 ? `field-${name}` : undefined}
              value={choice.value}
              label={choice.key === undefined ? choice.text : t(choice.key)}
              mt={8}
            />
          ))}
        </Radio.Group>
      );
    case 'months': {
      const chosen = value.split(',').filter((part) => part !== '');
      return (
        <Checkbox.Group
          label={label}
          description={description}
          error={error}
          value={chosen}
          onChange={(next) => set([...next].sort().join(','))}
        >
          <div className="months-grid">
            {monthsFrom(month(`${context.fiscalYear}-01`), month(`${context.fiscalYear}-12`)).map((m, index) => (
              <Checkbox
                key={m}
                id={index === 0 ? `field-${name}` : undefined}
                value={m}
                label={formatMonth(m, language).replace(/ \d{4}$/, '')}
              />
            ))}
          </div>
        </Checkbox.Group>
      );
    }
    case 'decimal':
      return (
        <TextInput
          {...common}
          inputMode="decimal"
          autoComplete="off"
          value={value}
          onChange={(event) => set(event.currentTarget.value)}
          className="field-number"
        />
      );
    case 'text':
      return <TextInput {...common} value={value} onChange={(event) => set(event.currentTarget.value)} />;
  }
}
