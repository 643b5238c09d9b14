import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { remindersQuery } from '../api/queries';
import type { Reminder, ReminderState } from '../api/types';
import { useWords } from '../i18n';
import { isOfficer, useSession, useView } from '../session/session';
import { Page } from '../shell/page';
import { ProblemPage } from '../shell/problem-page';
import { PageSkeleton } from '../shell/skeletons';
import { ReminderWhen, StateBadge } from './reminder-state';
import './reminders.css';

const STATES: readonly ReminderState[] = ['scheduled', 'sent', 'bounced', 'withdrawn', 'answered'];

export default function RemindersPage(): ReactNode {
  const { t } = useWords();
  const { me, nameOf } = useSession();
  const { to, set } = useView();
  const [search] = useSearchParams();
  const government = search.get('pemda') ?? (isOfficer(me) ? me.scope.code : null);
  const reminders = useQuery(remindersQuery(government));
  const wanted = search.get('keadaan');

  if (reminders.data === undefined)
    return reminders.isError ? <ProblemPage error={reminders.error} retry={() => void reminders.refetch()} /> : <PageSkeleton cards={1} />;
  const all = reminders.data;
  const shown = all.filter((reminder) => wanted === null || reminder.state === wanted);
  const count = (state: ReminderState): number => all.filter((reminder) => reminder.state === state).length;

  return (
    <Page
      title={t('nav.reminders')}
      heading={t('reminders.heading', { sent: count('sent'), scheduled: count('scheduled') })}
      lead={t('reminders.lead')}
    >
      <div className="filters" role="group" aria-label={t('reminders.filter')}>
        <button type="button" aria-pressed={wanted === null} onClick={() => set({ keadaan: null })}>
          {t('reminders.all')} <b>{all.length}</b>
        </button>
        {STATES.map((state) => (
          <button key={state} type="button" aria-pressed={wanted === state} onClick={() => set({ keadaan: state })}>
            {t(`reminders.state.${state}`)} <b>{count(state)}</b>
          </button>
        ))}
      </div>
      {government !== null && !isOfficer(me) && (
        <p className="note">
          {t('reminders.onlyFor', { government: nameOf(government) })}{' '}
          <button type="button" className="link" onClick={() => set({ pemda: null })}>
            {t('reminders.showAll')}
          </button>
        </p>
      )}
      {shown.length === 0 ? (
        <div className="card empty">
          <p>{t(all.length === 0 ? 'reminders.none' : 'reminders.noneOfState')}</p>
          {all.length === 0 && <Link to={to('/')}>{t('nav.overview')}</Link>}
        </div>
      ) : (
        <ReminderTable reminders={shown} />
      )}
    </Page>
  );
}

function ReminderTable({ reminders }: { reminders: readonly Reminder[] }): ReactNode {
  const { t, known } = useWords();
  const { nameOf } = useSession();
  const { to } = useView();
  return (
    <section className="card card-table">
      <table className="reminders cards-on-phone">
        <caption className="vh">{t('nav.reminders')}</caption>
        <thead>
          <tr>
            {(['state', 'when', 'government', 'recipient', 'flag', 'letter'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`reminders.column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {reminders.map((reminder) => (
            <tr key={reminder.id}>
              <td>
                <StateBadge state={reminder.state} />
              </td>
              <td data-label={t('reminders.column.when')}>
                <ReminderWhen reminder={reminder} />
              </td>
              <th scope="row" data-label={t('reminders.column.government')}>
                <Link to={to(`/kabkota/${reminder.government}`)}>{nameOf(reminder.government)}</Link>
              </th>
              <td data-label={t('reminders.column.recipient')}>
                {reminder.recipient.title}
                <small>{reminder.recipient.email}</small>
              </td>
              <td data-label={t('reminders.column.flag')}>
                {known(`rule.${reminder.rule}.short`, reminder.rule)} <small>{t('reminders.rung', { rung: reminder.rung })}</small>
              </td>
              <td data-label={t('reminders.column.letter')}>
                {reminder.letterId === null ? (
                  <span className="muted">{t('reminders.notWritten')}</span>
                ) : (
                  <Link to={to(`/pengingat/surat/${reminder.letterId}`)}>{t('reminders.read')}</Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
