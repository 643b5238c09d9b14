import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useWords } from '../i18n';
import { ProblemNote } from '../shell/problem-page';
import { healthQuery, partsOf } from './system-queries';

export function HealthCard(): ReactNode {
  const { t, known } = useWords();
  const health = useQuery(healthQuery());
  const parts = partsOf(health.data);
  return (
    <section className="card" aria-labelledby="health-title">
      <div className="card-head">
        <h2 id="health-title">{t('health.title')}</h2>
        {parts.length > 0 && (
          <span className="card-note">{t('health.summary', { ready: parts.filter((part) => part.ready).length, of: parts.length })}</span>
        )}
      </div>
      {health.isError && <ProblemNote error={health.error} retry={() => void health.refetch()} />}
      <ul className="plain-list">
        {parts.map((part) => (
          <li key={part.name} className="health-part">
            <span className={`badge ${part.ready ? 'badge-good' : 'badge-alarm'}`}>
              <span aria-hidden="true">{part.ready ? '✓' : '⚑'}</span> {t(part.ready ? 'health.ready' : 'health.down')}
            </span>
            <b>{known(`service.${part.name}`, part.name)}</b>
            <small>{part.detail}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
