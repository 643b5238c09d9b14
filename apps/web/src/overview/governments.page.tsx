import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Navigate } from 'react-router';
import { scorecardsQuery } from '../api/queries';
import { useWords } from '../i18n';
import { isOfficer, useSession, useView } from '../session/session';
import { Page } from '../shell/page';
import { ProblemPage } from '../shell/problem-page';
import { PageSkeleton } from '../shell/skeletons';
import { ScorecardTable } from './scorecard-table';
import './overview.css';

/** The table alone, for those who come to look one government up. */
export default function GovernmentsPage(): ReactNode {
  const { t } = useWords();
  const { me, province, provinceName } = useSession();
  const view = useView();
  const list = useQuery({ ...scorecardsQuery(province, view), enabled: !isOfficer(me) });
  if (isOfficer(me)) return <Navigate to={view.to(`/kabkota/${me.scope.code}`)} replace />;
  if (list.data === undefined)
    return list.isError ? <ProblemPage error={list.error} retry={() => void list.refetch()} /> : <PageSkeleton cards={1} />;
  return (
    <Page
      title={t('nav.governments')}
      heading={t('governments.heading', { province: provinceName })}
      lead={t('governments.lead', { fiscalYear: view.fiscalYear })}
    >
      <ScorecardTable list={list.data} />
    </Page>
  );
}
