import type { ReactNode } from 'react';
import type { FlagView, ScorecardDetail } from '../api/types';
import { Figure } from '../figure/figure';
import { formatDate, formatMonth } from '../format/date';
import { formatDecimal, formatMoney } from '../format/number';
import { measureKey } from '../figure/figure-words';
import { useWords, type Words } from '../i18n';
import { standing } from '../overview/tile-scale';
import { FlagBadge } from './flag';

/** Parameters travel canonically (digits, ISO dates); they are shown as the reader writes them. */
export function readable(parameters: Record<string, string>, { language }: Pick<Words, 'language'>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return [name, formatDate(value, language)];
      if (/^\d{4}-\d{2}$/.test(value)) return [name, formatMonth(value, language)];
      if (/^\d+$/.test(value))
        return [
          name,
          /amount|rupiah/i.test(name) ? formatMoney(value, language) : /year/i.test(name) ? value : formatDecimal(value, language),
        ];
      return [name, value];
    }),
  );
}

/** A flag in plain words: what is wrong, since when, by which rule, on which evidence, and what clears it. */
export function FlagExplanations({ data }: { data: ScorecardDetail }): ReactNode {
  const { t } = useWords();
  const flags = standing(data.flags);
  if (flags.length === 0) return null;
  return (
    <section aria-labelledby="why-title">
      <h2 id="why-title">{t('government.flags')}</h2>
      {flags.map((flag) => (
        <Explanation key={flag.id} flag={flag} />
      ))}
    </section>
  );
}

function Explanation({ flag }: { flag: FlagView }): ReactNode {
  const words = useWords();
  const { t, known, language } = words;
  return (
    <article className={`card explanation${flag.rule === 'no-data' ? ' explanation-missing' : ''}`}>
      <div className="explanation-head">
        <FlagBadge flag={flag} />
        <b>{known(`rule.${flag.rule}.what`, flag.rule)}</b>
      </div>
      <dl className="explanation-facts">
        <div>
          <dt>{t('flag.since')}</dt>
          <dd>{formatDate(flag.since, language)}</dd>
        </div>
        <div>
          <dt>{t('flag.rule')}</dt>
          <dd>
            {known(`rule.${flag.rule}.name`, flag.rule)} <small>{t('flag.version', { version: flag.ruleVersion })}</small>
            <br />
            {known(`rule.${flag.rule}.fails`, '')}
          </dd>
        </div>
        {flag.inputs.length > 0 && (
          <div>
            <dt>{t('flag.inputs')}</dt>
            <dd>
              <ul className="plain-list">
                {flag.inputs.map((input, index) => {
                  const name = known(measureKey(input), input.definition ?? t('panel.figure'));
                  return (
                    <li key={`${input.label ?? ''}${index}`}>
                      {name}: <Figure figure={input} title={name} unit />
                    </li>
                  );
                })}
              </ul>
            </dd>
          </div>
        )}
        {flag.evidence.length > 0 && (
          <div>
            <dt>{t('flag.evidence')}</dt>
            <dd>
              {flag.evidence.map(({ statement, source }) => (
                <blockquote key={statement}>
                  “{statement}”
                  {source && (
                    <cite>
                      {source.title}
                      {source.date !== null && `, ${formatDate(source.date, language)}`}
                    </cite>
                  )}
                </blockquote>
              ))}
            </dd>
          </div>
        )}
        <div className="explanation-clears">
          <dt>{t('flag.clears')}</dt>
          <dd>
            {known(`clears.${flag.clears.code}`, known(`rule.${flag.rule}.clears`, flag.clears.code), readable(flag.clears.params, words))}
          </dd>
        </div>
      </dl>
    </article>
  );
}
