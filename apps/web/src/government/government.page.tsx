import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link, useParams } from 'react-router';
import { Problem } from '../api/problem';
import { scorecardQuery } from '../api/queries';
import type { ScorecardDetail } from '../api/types';
import { Figure } from '../figure/figure';
import { useWords } from '../i18n';
import { standing } from '../overview/tile-scale';
import { homeOf, mayDo, maySee, useSession, useView } from '../session/session';
import { Page } from '../shell/page';
import { ProblemPage } from '../shell/problem-page';
import { PageSkeleton } from '../shell/skeletons';
import { FlagBadge } from './flag';
import { FlagExplanations } from './flag-explanations';
import { LinkChain } from './link-chain';
import { MonthStrip } from './month-strip';
import { ReminderCard } from './reminder-card';
import { RuleTable } from './rule-table';
import { StatedList } from './stated-list';
import { Timeline } from './timeline';
import './government.css';

export default function GovernmentPage(): ReactNode {
  const { code = '' } = useParams();
  const { me } = useSession();
  const view = useView();
  const allowed = maySee(me, code);
  const scorecard = useQuery({ ...scorecardQuery(code, view), enabled: allowed });
  if (!allowed) return <ProblemPage error={new Problem({ status: 403, code: 'forbidden' })} home={view.to(homeOf(me))} />;
  if (scorecard.data === undefined) {
    return scorecard.isError ? (
      <ProblemPage error={scorecard.error} retry={() => void scorecard.refetch()} home={view.to(homeOf(me))} />
    ) : (
      <PageSkeleton />
    );
  }
  return <Scorecard key={code} data={scorecard.data} />;
}

function Scorecard({ data }: { data: ScorecardDetail }): ReactNode {
  const { t } = useWords();
  const { name, code } = data.government;
  const flags = standing(data.flags);
  return (
    <Page
      title={name}
      heading={
        <span className="government-name">
          {name} <small>{code}</small>
        </span>
      }
      lead={
        <span className="government-lead">
          {flags.map((flag) => (
            <FlagBadge key={flag.id} flag={flag} since />
          ))}
          {flags.length === 0 && t(data.evaluated ? 'government.noFlags' : 'government.notEvaluated', { fiscalYear: data.fiscalYear })}
        </span>
      }
    >
      <LinkChain data={data} />
      <div className="key-figures">
        <div>
          <span>{t('table.column.eligible')}</span>
          <Figure figure={data.eligible} title={t('table.column.eligible')} unit />
          {data.eligible.definition && <small>{data.eligible.definition}</small>}
        </div>
        <div>
          <span>{t('table.column.coverage')}</span>
          <Figure figure={data.coverage} title={t('table.column.coverage')} />
          <small>{t('government.coverageNote')}</small>
        </div>
      </div>
      <FlagExplanations data={data} />
      <MonthStrip data={data} />
      <div className="government-grid">
        <Timeline data={data} />
        <div>
          <ReminderCard code={code} />
          <StatedCard data={data} />
          <RuleTable data={data} />
        </div>
      </div>
    </Page>
  );
}

/** What sources state about this government, and the way to add to it for who may. */
function StatedCard({ data }: { data: ScorecardDetail }): ReactNode {
  const { t } = useWords();
  const { me } = useSession();
  const { to, asKnownOn } = useView();
  const { code } = data.government;
  const tasks = asKnownOn === null ? (['figure', 'target'] as const).filter((task) => mayDo(me, task, code)) : [];
  if (data.stated.length === 0 && tasks.length === 0) return null;
  return (
    <section className="card" aria-labelledby="stated-title">
      <div className="card-head">
        <h2 id="stated-title">{t('government.stated')}</h2>
      </div>
      {data.stated.length === 0 ? <p className="empty">{t('government.nothingStated')}</p> : <StatedList figures={data.stated} />}
      <div className="stated-tasks">
        {tasks.map((task) => (
          <Link key={task} className="button-quiet" to={to(`/kabkota/${code}/${task === 'figure' ? 'angka' : 'target'}/baru`)}>
            {t(`task.${task}`)}
          </Link>
        ))}
      </div>
    </section>
  );
}
