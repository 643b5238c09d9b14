import type { ReactNode } from 'react';
import type { ScorecardDetail, TimelineEntry } from '../api/types';
import { Figure } from '../figure/figure';
import { formatDate } from '../format/date';
import { useWords } from '../i18n';
import { useSession } from '../session/session';
import { readable } from './flag-explanations';

/** `budgets.allocation-recorded.v1` is `allocation-recorded` to the catalogue, whatever its version. */
const keyOf = (kind: string): string => kind.replace(/^[a-z-]+\./, '').replace(/\.v\d+$/, '');

export function Timeline({ data }: { data: ScorecardDetail }): ReactNode {
  const { t } = useWords();
  return (
    <section className="card" aria-labelledby="timeline-title">
      <div className="card-head">
        <h2 id="timeline-title">{t('timeline.title')}</h2>
        <span className="card-note">{t('timeline.note')}</span>
      </div>
      {data.timeline.length === 0 ? (
        <p className="empty">{t('timeline.empty')}</p>
      ) : (
        <ol className="timeline">
          {data.timeline.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
    </section>
  );
}

function Entry({ entry }: { entry: TimelineEntry }): ReactNode {
  const words = useWords();
  const { t, known, language } = words;
  const { nameOf } = useSession();
  const key = keyOf(entry.kind);
  const { rule } = entry.params;
  const { measure, stage } = entry.params;
  const parameters = {
    ...readable(entry.params, words),
    ...(rule === undefined ? {} : { rule: known(`rule.${rule}.short`, rule) }),
    ...(measure === undefined ? {} : { measure: known(`measure.${measure}`, measure) }),
    ...(stage === undefined ? {} : { stage: known(`stage.${stage}`, known(`paymentStage.${stage}`, stage)) }),
  };
  const title = known(`event.${key}`, t('event.other'), parameters);
  const tone = key === 'laggard-flagged' ? ' entry-alarm' : key === 'laggard-cleared' ? ' entry-good' : '';
  return (
    <li className={`entry${tone}`}>
      <time dateTime={entry.at}>{formatDate(entry.at, language)}</time>
      <span className="entry-title">{title}</span>
      {entry.figure && (
        <span className="entry-figure">
          <Figure figure={entry.figure} title={title} unit />
        </span>
      )}
      {entry.recordedBy && (
        <span className="entry-by">
          {known(`role.${entry.recordedBy.role}`, entry.recordedBy.role)}, {nameOf(entry.recordedBy.government)}
        </span>
      )}
    </li>
  );
}
