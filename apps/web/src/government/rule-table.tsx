import type { ReactNode } from 'react';
import type { ScorecardDetail } from '../api/types';
import { useWords } from '../i18n';
import { readable } from './flag-explanations';

const ICON = { failed: '⚑', passed: '✓', 'not-evaluated': '◌' } as const;

/** Every rule and what it found. A rule that could not be evaluated says why, and is never green. */
export function RuleTable({ data }: { data: ScorecardDetail }): ReactNode {
  const words = useWords();
  const { t, known } = words;
  if (data.rules.length === 0) return null;
  return (
    <details className="card rules">
      <summary>
        {t('rules.title')}{' '}
        <small>
          {t('rules.summary', {
            evaluated: data.rules.filter((rule) => rule.outcome !== 'not-evaluated').length,
            of: data.rules.length,
          })}
        </small>
      </summary>
      <ul className="plain-list">
        {data.rules.map((rule) => (
          <li key={rule.rule} className={`rule rule-${rule.outcome}`}>
            <span className="rule-sign" aria-hidden="true">
              {ICON[rule.outcome]}
            </span>
            <span>
              <b>{known(`rule.${rule.rule}.name`, rule.rule)}</b> <small>{t('flag.version', { version: rule.version })}</small>
              <br />
              <span className="rule-outcome">{t(`rules.${rule.outcome}`)}</span>
              {rule.outcome !== 'passed' && (
                <> · {known(`reason.${rule.reason}`, known(`rule.${rule.rule}.fails`, rule.reason), readable(rule.params, words))}</>
              )}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
