import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { command } from '../api/client';
import { asProblem } from '../api/problem';
import { formatInstant } from '../format/date';
import { useWords } from '../i18n';
import { announce } from '../notice/announcements';
import { useSession } from '../session/session';
import { DeadLetterContent } from './dead-letter-content';
import { DiscardDialog } from './discard-dialog';
import { type DeadLetter, deadLetterPath, type ReplayOutcome } from './system-queries';

interface ItemProperties {
  letter: DeadLetter;
  /** The item is about to leave the list: where the focus was is no more. */
  onGone: () => void;
}

/** One event that was set aside: who could not digest what, why, and what to do. */
export function DeadLetterItem({ letter, onGone }: ItemProperties): ReactNode {
  const { t, language, known } = useWords();
  const { calendar } = useSession();
  const client = useQueryClient();
  const [shown, setShown] = useState(false);
  const [discarding, setDiscarding] = useState(false);
  const service = known(`service.${letter.service}`, letter.service);
  const source = known(`service.${letter.topic}`, letter.topic);

  const replay = useMutation({
    mutationFn: () => command<ReplayOutcome>(`${deadLetterPath(letter)}/replay`, { method: 'POST' }),
    onSuccess: async ({ applied, blockedBy }) => {
      if (blockedBy === null) announce('good', t('deadLetters.replayed', { number: applied }));
      else if (blockedBy !== letter.id) announce('alarm', t('deadLetters.nextFails', { number: applied }));
      if (blockedBy !== letter.id) onGone();
      await client.invalidateQueries({ queryKey: ['dead-letters'] });
    },
  });
  const stillFails = replay.data?.blockedBy === letter.id;
  const problem = replay.isError ? asProblem(replay.error) : null;

  return (
    <li className="dead-letter">
      <h3>{t('deadLetters.item', { service, source })}</h3>
      <p>
        <b>{known(`deadLetters.cause.${letter.cause}`, letter.cause)}</b> {known(`deadLetters.advice.${letter.cause}`, '')}
      </p>
      <small>
        {formatInstant(letter.failedAt, calendar.zone, language)} · {t('deadLetters.attempts', { number: letter.attempts })} ·{' '}
        {t('deadLetters.parked', { number: letter.parked })}
      </small>
      <div role="alert">
        {(stillFails || problem !== null) && (
          <div className="note note-alarm">
            {problem === null ? t('deadLetters.stillFails') : known(`problem.${problem.code}`, problem.message, problem.data)}
          </div>
        )}
      </div>
      <div className="dead-letter-actions">
        <Button size="compact-sm" variant="default" loading={replay.isPending} onClick={() => replay.mutate()}>
          {t('deadLetters.replay')}
        </Button>
        <Button size="compact-sm" variant="default" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {t(shown ? 'deadLetters.hide' : 'deadLetters.show')}
        </Button>
        <Button size="compact-sm" variant="default" className="dead-letter-discard" onClick={() => setDiscarding(true)}>
          {t('deadLetters.discard')}
        </Button>
      </div>
      {shown && <DeadLetterContent letter={letter} />}
      <DiscardDialog letter={letter} opened={discarding} close={() => setDiscarding(false)} onGone={onGone} />
    </li>
  );
}
