import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useWords } from '../i18n';
import { dismiss, useNotices } from './announcements';

/** Told without moving the page: a corner for the eye, a polite region for a screen reader. */
export function Notices(): ReactNode {
  const { t } = useWords();
  const notices = useNotices();
  return (
    <div className="notices" role="status" aria-live="polite" aria-label={t('notice.region')}>
      {notices.map(({ id, tone, text }) =>
        tone === 'quiet' ? (
          <span key={id} className="vh">
            {text}
          </span>
        ) : (
          <div key={id} className={`notice notice-${tone}`}>
            <span>{text}</span>
            <CloseButton size="sm" variant="transparent" aria-label={t('action.close')} onClick={() => dismiss(id)} />
          </div>
        ),
      )}
    </div>
  );
}
