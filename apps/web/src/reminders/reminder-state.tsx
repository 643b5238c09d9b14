import type { ReactNode } from 'react';
import type { Reminder, ReminderState } from '../api/types';
import { formatDate, formatTime } from '../format/date';
import { useWords } from '../i18n';
import { useSession } from '../session/session';

const ICON: Record<ReminderState, string> = { scheduled: '◷', sent: '✓', bounced: '⚑', withdrawn: '⊘', answered: '↩' };

export function StateBadge({ state }: { state: ReminderState }): ReactNode {
  const { t } = useWords();
  return (
    <span className={`badge state-badge state-badge-${state}`}>
      <span aria-hidden="true">{ICON[state]}</span> {t(`reminders.state.${state}`)}
    </span>
  );
}

/** When it was sent, or when it is due. */
export function ReminderWhen({ reminder }: { reminder: Reminder }): ReactNode {
  const { t, language } = useWords();
  const { calendar } = useSession();
  const { date, time } = reminder.sentAt ?? reminder.due;
  const when = `${formatDate(date, language)}, ${formatTime(time, calendar.zone, language)}`;
  return <span className="when">{t(reminder.sentAt === null ? 'reminders.dueAt' : 'reminders.sentAt', { when })}</span>;
}
