import type { ReactNode } from 'react';
import { formatMonth } from '../format/date';
import { formatDecimal, formatMoney } from '../format/number';
import { useWords } from '../i18n';
import type { Line } from './form-spec';

/** The sum beside the field: read out when it settles, so that a screen reader hears it too. */
export function Arithmetic({ lines }: { lines: readonly Line[] }): ReactNode {
  const { t, language } = useWords();
  const show = ({ kind, value }: Line): string =>
    kind === 'money'
      ? formatMoney(value, language)
      : kind === 'count'
        ? formatDecimal(value, language)
        : kind === 'month'
          ? formatMonth(value, language)
          : value;
  const numbers = lines.filter(({ kind }) => kind !== 'warning');
  return (
    <div className="arithmetic" role="status" aria-label={t('arithmetic.title')}>
      {numbers.length > 0 && (
        <dl>
          {numbers.map((line) => (
            <div key={line.key} className={line.key === 'arithmetic.persons' ? 'arithmetic-main' : ''}>
              <dt>{t(line.key)}</dt>
              <dd>
                {show(line)}
                {line.key === 'arithmetic.persons' && ` ${t('unit.people')}`}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {lines
        .filter(({ kind }) => kind === 'warning')
        .map((line) => (
          <p key={line.key} className="arithmetic-warning">
            <span aria-hidden="true">△ </span>
            {t(line.key, { value: line.value })}
          </p>
        ))}
    </div>
  );
}
