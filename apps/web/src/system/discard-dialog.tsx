import { Button, Modal, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, type SubmitEvent, useRef, useState } from 'react';
import { command } from '../api/client';
import { asProblem } from '../api/problem';
import { useWords } from '../i18n';
import { announce } from '../notice/announcements';
import { type DeadLetter, deadLetterPath, type ReplayOutcome } from './system-queries';

interface DialogProperties {
  letter: DeadLetter;
  opened: boolean;
  close: () => void;
  onGone: () => void;
}

/** Giving an event up is for good: what follows is said, a reason is asked, and nothing happens before the second button. */
export function DiscardDialog({ letter, opened, close, onGone }: DialogProperties): ReactNode {
  const { t, known } = useWords();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);

  const discard = useMutation({
    mutationFn: () => command<ReplayOutcome>(`${deadLetterPath(letter)}/discard`, { method: 'POST', body: { reason: reason.trim() } }),
    onSuccess: async ({ applied, blockedBy }) => {
      announce(
        blockedBy === null ? 'good' : 'alarm',
        t(blockedBy === null ? 'deadLetters.discarded' : 'deadLetters.nextFails', { number: applied }),
      );
      close();
      await client.invalidateQueries({ queryKey: ['dead-letters'] });
      onGone();
    },
  });
  const problem = discard.isError ? asProblem(discard.error) : null;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const empty = reason.trim() === '';
    setMissing(empty);
    if (empty) field.current?.focus();
    else discard.mutate();
  };

  return (
    <Modal
      opened={opened}
      onClose={close}
      title={t('deadLetters.discardTitle')}
      closeButtonProps={{ 'aria-label': t('action.close') }}
      transitionProps={{ duration: 0 }}
    >
      <form className="stack" onSubmit={submit} noValidate>
        <p>{t('deadLetters.discardNote', { number: letter.parked })}</p>
        <Textarea
          ref={field}
          label={t('deadLetters.reason')}
          description={t('deadLetters.reasonNote')}
          required
          maxLength={500}
          autosize
          minRows={2}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={missing && reason.trim() === '' ? t('deadLetters.reasonMissing') : undefined}
        />
        {problem !== null && (
          <div className="note note-alarm" role="alert">
            {known(`problem.${problem.code}`, problem.message, problem.data)}
          </div>
        )}
        <div className="dead-letter-actions">
          <Button type="submit" className="button-alarm" loading={discard.isPending}>
            {t('deadLetters.discardNow')}
          </Button>
          <Button variant="default" onClick={close}>
            {t('deadLetters.keep')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
