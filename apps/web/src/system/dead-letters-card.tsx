import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { useWords } from '../i18n';
import { ProblemNote } from '../shell/problem-page';
import { DeadLetterItem } from './dead-letter-item';
import { deadLettersQuery } from './system-queries';

/** Events that a service could not digest: why, what waits behind them, and the two ways out of it. */
export function DeadLettersCard(): ReactNode {
  const { t } = useWords();
  const letters = useQuery(deadLettersQuery());
  const heading = useRef<HTMLHeadingElement>(null);
  const open = letters.data ?? [];
  return (
    <section className="card" aria-labelledby="dead-title">
      <div className="card-head">
        <h2 id="dead-title" ref={heading} tabIndex={-1}>
          {t('deadLetters.title')}
        </h2>
        {letters.data && <span className="card-note">{t('deadLetters.number', { number: open.length })}</span>}
      </div>
      {letters.isError && <ProblemNote error={letters.error} retry={() => void letters.refetch()} />}
      {letters.data && open.length === 0 && (
        <p className="empty">
          <span aria-hidden="true">✓ </span>
          {t('deadLetters.none')}
        </p>
      )}
      {open.length > 0 && <p className="hint">{t('deadLetters.lead')}</p>}
      <ul className="plain-list">
        {open.map((letter) => (
          <DeadLetterItem key={`${letter.service}${letter.id}`} letter={letter} onGone={() => heading.current?.focus()} />
        ))}
      </ul>
    </section>
  );
}
