import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { letterQuery } from '../api/queries';
import { formatDate, formatInstant, formatTime } from '../format/date';
import { useWords } from '../i18n';
import { useSession, useView } from '../session/session';
import { Page } from '../shell/page';
import { ProblemPage } from '../shell/problem-page';
import { PageSkeleton } from '../shell/skeletons';
import './reminders.css';

/** The letter exactly as it went out: its text, untouched, so that nothing in it can act on this page. */
export default function LetterPage(): ReactNode {
  const { t, language, known } = useWords();
  const { id = '' } = useParams();
  const { calendar } = useSession();
  const { to } = useView();
  const letter = useQuery(letterQuery(id));
  if (letter.data === undefined)
    return letter.isError ? (
      <ProblemPage error={letter.error} retry={() => void letter.refetch()} home={to('/pengingat')} />
    ) : (
      <PageSkeleton cards={1} />
    );
  const { data } = letter;
  return (
    <Page narrow title={data.subject} heading={data.subject} lead={<Link to={to('/pengingat')}>‹ {t('nav.reminders')}</Link>}>
      <dl className="letter-head">
        <dt>{t('letter.to')}</dt>
        <dd>
          {data.to.title}, {data.to.email}
        </dd>
        {data.cc.length > 0 && (
          <>
            <dt>{t('letter.cc')}</dt>
            <dd>{data.cc.map((copy) => copy.title).join(', ')}</dd>
          </>
        )}
        <dt>{t('letter.sentAt')}</dt>
        <dd>
          {data.sentAt === null
            ? t('letter.notSent')
            : `${formatDate(data.sentAt.date, language)}, ${formatTime(data.sentAt.time, calendar.zone, language)}`}{' '}
          · {known(`letter.state.${data.state}`, data.state)}
        </dd>
      </dl>
      <article className="letter" lang="id">
        {data.text}
      </article>
      {data.deliveries.length > 0 && (
        <section aria-labelledby="deliveries-title">
          <h2 id="deliveries-title">{t('letter.deliveries')}</h2>
          <ul className="plain-list">
            {data.deliveries.map((delivery, index) => (
              <li key={`${delivery.startedAt}${index}`}>
                <b>{known(`letter.outcome.${delivery.outcome}`, delivery.outcome)}</b>, {known(`letter.via.${delivery.via}`, delivery.via)}{' '}
                · {formatInstant(delivery.startedAt, calendar.zone, language)}
                {delivery.smtpStatus !== null && ` · ${delivery.smtpStatus}`}
                {delivery.detail !== null && <small className="delivery-detail">{delivery.detail}</small>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}
