import { useQuery } from '@tanstack/react-query';
import { Fragment, type ReactNode } from 'react';
import { Link, Navigate } from 'react-router';
import { scorecardsQuery } from '../api/queries';
import type { ScorecardList } from '../api/types';
import { FlagBadge } from '../government/flag';
import { formatDate } from '../format/date';
import { useWords } from '../i18n';
import { isOfficer, useSession, useView } from '../session/session';
import { Page } from '../shell/page';
import { ProblemPage } from '../shell/problem-page';
import { PageSkeleton } from '../shell/skeletons';
import { ContextFigures } from './context-figures';
import { ProvinceChain } from './province-chain';
import { ReconciliationCard } from './reconciliation';
import { type Clause, regenciesOf, sourcesOf, stateClauses, unrecordedLinks } from './sentence';
import { ScorecardTable } from './scorecard-table';
import { TileMap } from './tile-map';
import { standing } from './tile-scale';
import './overview.css';

export default function OverviewPage(): ReactNode {
  const { t } = useWords();
  const { me, province } = useSession();
  const view = useView();
  const list = useQuery({ ...scorecardsQuery(province, view), enabled: !isOfficer(me) });

  if (isOfficer(me)) return <Navigate to={view.to(`/kabkota/${me.scope.code}`)} replace />;
  if (list.data === undefined)
    return list.isError ? <ProblemPage error={list.error} retry={() => void list.refetch()} /> : <PageSkeleton />;
  const { data } = list;
  return (
    <Page title={t('nav.overview')} heading={<StateSentence list={data} />} lead={<Basis list={data} />}>
      <ProvinceChain list={data} />
      <div className="overview-grid">
        <TileMap list={data} />
        <div className="overview-side">
          <FlagList list={data} />
          <ReconciliationCard list={data} />
        </div>
      </div>
      <ScorecardTable list={data} />
      <ContextFigures list={data} />
    </Page>
  );
}

function StateSentence({ list }: { list: ScorecardList }): ReactNode {
  const { to } = useView();
  const clauses = stateClauses(list);
  return (
    <>
      {clauses.map((clause, index) => (
        <Fragment key={`${clause.key}${clause.government ?? ''}`}>
          <ClauseText clause={clause} to={to} />
          {index === clauses.length - 1 ? '.' : index === 0 ? '. ' : '; '}
        </Fragment>
      ))}
    </>
  );
}

function ClauseText({ clause, to }: { clause: Clause; to: (path: string) => string }): ReactNode {
  const { t } = useWords();
  const text = t(clause.key, clause.parameters);
  if (clause.government === null) return <span className={`clause-${clause.tone}`}>{text}</span>;
  return (
    <Link className={`clause-${clause.tone}`} to={to(`/kabkota/${clause.government}`)}>
      {text}
    </Link>
  );
}

/** What the sentence rests on: links without any record, and the sources. */
function Basis({ list }: { list: ScorecardList }): ReactNode {
  const { t, language } = useWords();
  const links = unrecordedLinks(list).map((link) => t(`sentence.link.${link}`));
  const sources = sourcesOf(list);
  const first = sources[0];
  const source = first === undefined ? '' : first.date === null ? first.title : `${first.title}, ${formatDate(first.date, language)}`;
  const named = links.length < 2 ? links.join('') : t('list.and', { items: links.slice(0, -1).join(', '), last: links.at(-1) ?? '' });
  return (
    <>
      {links.length > 0 && t('sentence.unrecorded', { links: named, fiscalYear: list.fiscalYear })}{' '}
      {sources.length === 1 && t('sentence.source', { source })}
      {sources.length > 1 && t('sentence.sources', { number: sources.length, source })}
    </>
  );
}

function FlagList({ list }: { list: ScorecardList }): ReactNode {
  const { t, language, known } = useWords();
  const { nameOf } = useSession();
  const { to } = useView();
  const flags = standing(list.rows.flatMap((row) => row.flags));
  const evaluated = regenciesOf(list).filter((row) => row.evaluated).length;
  return (
    <section className="card" aria-labelledby="flags-title">
      <div className="card-head">
        <h2 id="flags-title">{t('flags.title')}</h2>
        <span className="card-note">{t('flags.standing', { number: flags.length })}</span>
      </div>
      {flags.length === 0 ? (
        <p className="empty">{t(evaluated === 0 ? 'flags.noneEvaluated' : 'flags.none')}</p>
      ) : (
        <ul className="flag-list">
          {flags.slice(0, 6).map((flag) => (
            <li key={flag.id}>
              <Link to={to(`/kabkota/${flag.government}`)}>
                {list.rows.find((row) => row.government.code === flag.government)?.government.name ?? nameOf(flag.government)}
              </Link>
              <FlagBadge flag={flag} />
              <span className="flag-what">
                {known(`rule.${flag.rule}.what`, flag.rule)}, {t('flags.since', { date: formatDate(flag.since, language) })}
              </span>
            </li>
          ))}
          {flags.length > 6 && (
            <li>
              <Link to={to('/?bendera=ada')}>{t('flags.more', { number: flags.length - 6 })}</Link>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}
