import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { asProblem, type Problem } from '../api/problem';
import { useWords } from '../i18n';
import { Page } from './page';

type Kind = 'forbidden' | 'not-found' | 'offline' | 'failed';

function kindOf({ status, code }: Problem): Kind {
  if (code === 'network' || status === 502 || status === 503 || status === 504) return 'offline';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  return 'failed';
}

const SIGN: Record<Kind, string> = { forbidden: '⊘', 'not-found': '?', offline: '⇄', failed: '!' };

interface ProblemPageProperties {
  error: unknown;
  retry?: () => void;
  home?: string;
  /** Outside the shell, where there is no main landmark yet. */
  bare?: boolean;
}

/** What went wrong in words, and the next step. The id is what an administrator finds in the log. */
export function ProblemPage({ error, retry, home = '/', bare = false }: ProblemPageProperties): ReactNode {
  const { t } = useWords();
  const problem = asProblem(error);
  const kind = kindOf(problem);
  const page = (
    <Page
      narrow
      title={t(`state.${kind}.title`)}
      heading={
        <span className={`state-heading state-${kind}`}>
          <span aria-hidden="true" className="state-sign">
            {SIGN[kind]}
          </span>
          {t(`state.${kind}.title`)}
        </span>
      }
      lead={t(`state.${kind}.text`)}
    >
      <p>{t(`state.${kind}.next`)}</p>
      <div className="actions">
        {retry !== undefined && kind !== 'forbidden' && <Button onClick={retry}>{t('action.retry')}</Button>}
        <Button component={Link} to={home} variant="default">
          {t('action.home')}
        </Button>
      </div>
      {problem.correlationId !== null && (
        <p className="error-id">
          {t('state.errorId')} <code>{problem.correlationId}</code>
        </p>
      )}
    </Page>
  );
  return bare ? <main id="isi">{page}</main> : page;
}

/** A block of a page that could not be loaded; the rest of the page stands. */
export function ProblemNote({ error, retry }: { error: unknown; retry: () => void }): ReactNode {
  const { t } = useWords();
  const problem = asProblem(error);
  return (
    <div className="note note-alarm" role="alert">
      <span>{t(`state.${kindOf(problem)}.text`)}</span>
      {problem.correlationId !== null && <code>{problem.correlationId}</code>}
      <Button size="compact-sm" variant="default" onClick={retry}>
        {t('action.retry')}
      </Button>
    </div>
  );
}
