import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Problem } from '../api/problem';
import { useWords } from '../i18n';

/** Why it was not recorded, and what to do next. What was typed stays in every case. */
export function RefusalNote({ problem, reload, back }: { problem: Problem; reload: () => void; back: string }): ReactNode {
  const { t, known, language } = useWords();
  const { status, code } = problem;
  const kind =
    status === 0 || status >= 502
      ? 'offline'
      : status === 401
        ? 'signedOut'
        : status === 403
          ? 'forbidden'
          : status === 409
            ? 'conflict'
            : status === 412 || status === 428
              ? 'stale'
              : status >= 500
                ? 'failed'
                : 'refused';
  const specific =
    status === 0 || status >= 500 || status === 412 || status === 428
      ? ''
      : language === 'id' && problem.message !== code
        ? problem.message
        : known(`problem.${code}`, problem.message, problem.data);
  return (
    <div className="note note-alarm" role="alert">
      <h2>{t(`refusal.${kind}.title`)}</h2>
      {specific !== '' && <p>{specific}</p>}
      <p>{t(`refusal.${kind}.next`)}</p>
      {kind === 'stale' && (
        <Button size="compact-sm" variant="default" onClick={reload}>
          {t('refusal.reload')}
        </Button>
      )}
      {kind === 'conflict' && <Link to={back}>{t('refusal.see')}</Link>}
      {problem.correlationId !== null && status >= 500 && (
        <p className="error-id">
          {t('state.errorId')} <code>{problem.correlationId}</code>
        </p>
      )}
    </div>
  );
}
