import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { remindersQuery } from '../api/queries';
import { useWords } from '../i18n';
import { ReminderWhen, StateBadge } from '../reminders/reminder-state';
import { useView } from '../session/session';
import { ProblemNote } from '../shell/problem-page';

export function ReminderCard({ code }: { code: string }): ReactNode {
  const { t } = useWords();
  const { to } = useView();
  const reminders = useQuery(remindersQuery(code));
  return (
    <section className="card" aria-labelledby="reminders-title">
      <div className="card-head">
        <h2 id="reminders-title">{t('nav.reminders')}</h2>
        <Link to={to(`/pengingat?pemda=${code}`)}>{t('reminders.seeAll')}</Link>
      </div>
      {reminders.isError && <ProblemNote error={reminders.error} retry={() => void reminders.refetch()} />}
      {reminders.data?.length === 0 && <p className="empty">{t('reminders.noneHere')}</p>}
      <ul className="plain-list">
        {reminders.data?.slice(0, 6).map((reminder) => (
          <li key={reminder.id} className="reminder-line">
            <StateBadge state={reminder.state} />
            <span>
              {reminder.recipient.title} <ReminderWhen reminder={reminder} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
