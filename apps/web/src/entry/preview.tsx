import type { ReactNode } from 'react';
import type { Figure as FigureData } from '../api/types';
import { FigureText } from '../figure/figure';
import { parseAmount, parseCount } from '../format/amount';
import { formatDate, formatMonth, formatShortMonth } from '../format/date';
import { formatDecimal, formatMoney } from '../format/number';
import { useWords } from '../i18n';
import { checkField } from './checks';
import { type Context, type FieldSpec, type FormSpec, shownFields, type Values, valueOf } from './form-spec';

/** A typed value as it will be recorded; null while it cannot be. */
export function useRecorded(context: Context): (field: FieldSpec, values: Values) => string | null {
  const { t, language } = useWords();
  return (field, values) => {
    const value = valueOf(values, field.name);
    if (value === '' || checkField(field, values, context) !== null) return null;
    switch (field.kind) {
      case 'amount': {
        const parsed = parseAmount(value);
        return 'digits' in parsed ? formatMoney(parsed.digits, language) : null;
      }
      case 'count': {
        const parsed = parseCount(value);
        return 'digits' in parsed ? formatDecimal(parsed.digits, language) : null;
      }
      case 'decimal':
        return formatDecimal(value.replace(',', '.'), language);
      case 'date':
        return formatDate(value, language);
      case 'month':
        return formatMonth(value, language);
      case 'months':
        return value
          .split(',')
          .sort()
          .map((month) => formatShortMonth(month, language))
          .join(', ');
      case 'choice':
      case 'radio': {
        const choice = field.choices?.(context, values).find((c) => c.value === value);
        return choice?.text ?? (choice?.key === undefined ? value : t(choice.key, { value }));
      }
      case 'text':
      case 'longtext':
        return value;
    }
  };
}

/** What will change, before it does. */
export function Preview({
  spec,
  context,
  values,
  current,
}: {
  spec: FormSpec;
  context: Context;
  values: Values;
  current: FigureData | null;
}): ReactNode {
  const { t } = useWords();
  const recorded = useRecorded(context);
  const lines = shownFields(spec, values, context).map((field) => ({ field, text: recorded(field, values) }));
  const missing = lines.filter(({ field, text }) => text === null && field.optional !== true).length;
  return (
    <section className="card preview" aria-labelledby="preview-title">
      <h2 id="preview-title">{t('preview.title')}</h2>
      {spec.link !== null && current !== null && (
        <div className="preview-link">
          <b>
            {t(`link.${spec.link}`)}, {context.governmentName}
          </b>
          <span>
            {t('preview.now')} <FigureText figure={current} unit source={false} />
          </span>
          <span>{t(`form.${spec.name}.change`)}</span>
        </div>
      )}
      <dl>
        {lines
          .filter(({ text }) => text !== null)
          .map(({ field, text }) => (
            <div key={field.name}>
              <dt>{t(`field.${field.name}`)}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
      {missing > 0 && <p className="hint">{t('preview.missing', { number: missing })}</p>}
    </section>
  );
}
