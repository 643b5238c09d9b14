import type { ReactNode } from 'react';
import type { ScorecardList } from '../api/types';
import { StatedList } from '../government/stated-list';
import { useWords } from '../i18n';

/** What sources say about the province. Context only: none of it is a link of any government, and none is added up. */
export function ContextFigures({ list }: { list: ScorecardList }): ReactNode {
  const { t } = useWords();
  if (list.context.length === 0) return null;
  return (
    <section className="card" aria-labelledby="context-title">
      <div className="card-head">
        <h2 id="context-title">{t('context.title')}</h2>
        <span className="card-note">{t('context.note')}</span>
      </div>
      <StatedList figures={list.context} columns />
    </section>
  );
}
