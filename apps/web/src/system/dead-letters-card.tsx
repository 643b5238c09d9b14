import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { command } from '../api/client';
import { asProblem } from '../api/problem';
import { formatInstant } from '../format/date';
import { useWords } from '../i18n';
import { announce } from '../notice/announcements';
import { useSession } from '../session/session';
import { ProblemNote } from '../shell/problem-page';
import { type DeadLetter, deadLettersQuery } from './system-queries';

/** Events that a service could not digest: why, what waits behind them, and another try. */
export function DeadLettersCard(): ReactNode {
  const { t } = useWords();
  const letters = useQuery(deadLettersQuery());
  const open = letters.data?.filter((letter) => letter.state === 'open') ?? [];
  return (
    <section className="card" aria-labelledby="dead-title">
      <div className="card-head">
        <h2 id="dead-title">{t('deadLetters.title')}</h2>
        {letters.data && <span className="card-note">{t('deadLetters.number', { number: open.length })}</span>}
      </div>
      {letters.isError && <ProblemNote error={letters.error} retry={() => void letters.refetch()} />}
      {letters.data && open.length === 0 && (
        <p className="empty">
          <span aria-hidden="true">✓ </span>
          {t('deadLetters.none')}
        </p>
      )}
      <ul className="plain-list">
        {open.map((letter) => (
          <Item key={`${letter.service}${letter.id}`} letter={letter} />
        ))}
      </ul>
    </section>
  );
}

function Item({ letter }: { letter: DeadLetter }): ReactNode {
  const { t, language, known } = useWords();
  const { calendar } = useSession();
  const client = useQueryClient();
  const replay = useMutation({
    mutationFn: () => command(`/api/system/${letter.service}/dead-letters/${encodeURIComponent(letter.id)}/replay`, { method: 'POST' }),
    onSuccess: () => announce('good', t('deadLetters.replayed')),
    onSettled: () => client.invalidateQueries({ queryKey: ['dead-letters'] }),
  });
  const problem = replay.isError ? asProblem(replay.error) : null;
  return (
    <li className="dead-letter">
      <b>{known(`service.${letter.service}`, letter.service)}</b> · <code>{letter.type ?? t('deadLetters.unknownType')}</code>
      <p>{known(`deadLetters.cause.${letter.cause}`, letter.cause)}</p>
      <details>
        <summary>{t('deadLetters.details')}</summary>
        <code>{letter.message}</code>
      </details>
      <small>
        {formatInstant(letter.failedAt, calendar.zone, language)} · {t('deadLetters.attempts', { number: letter.attempts })} ·{' '}
        {t('deadLetters.parked', { number: letter.parked })}
      </small>
      {problem !== null && (
        <div className="note note-alarm" role="alert">
          {known(`problem.${problem.code}`, problem.message, problem.data)}
        </div>
      )}
      <Button size="compact-sm" variant="default" loading={replay.isPending} onClick={() => replay.mutate()}>
        {t('deadLetters.replay')}
      </Button>
    </li>
  );
}
