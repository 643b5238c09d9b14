import type { ReactNode } from 'react';
import type { FlagView } from '../api/types';
import { formatDay } from '../format/date';
import { useWords } from '../i18n';

/** Colour, icon and word: a missing report is grey and hollow, a failed rule red and full. */
export function FlagBadge({ flag, since = false }: { flag: Pick<FlagView, 'rule' | 'since'>; since?: boolean }): ReactNode {
  const { t, known, language } = useWords();
  const missing = flag.rule === 'no-data';
  return (
    <span className={`badge ${missing ? 'badge-missing' : 'badge-alarm'}`}>
      <span aria-hidden="true">{missing ? '◌' : '⚑'}</span> {known(`rule.${flag.rule}.short`, flag.rule)}
      {since && <span className="badge-since"> · {t('flags.since', { date: formatDay(flag.since, language) })}</span>}
    </span>
  );
}
