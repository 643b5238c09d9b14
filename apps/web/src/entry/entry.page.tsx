import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { Problem } from '../api/problem';
import { allocationsQuery, commitmentsQuery, disbursementsQuery, scorecardQuery } from '../api/queries';
import { homeOf, mayDo, useSession, useView } from '../session/session';
import { ProblemPage } from '../shell/problem-page';
import { PageSkeleton } from '../shell/skeletons';
import { EntryForm } from './entry-form';
import type { Context, FormSpec } from './form-spec';
import { formOf } from './forms';
import './entry.css';

/** One page for every entry form: who may, on what, then the form itself. */
export default function EntryPage({ form }: { form: string }): ReactNode {
  const { code = '' } = useParams();
  const spec = formOf(form);
  const { me, calendar, regencies, nameOf } = useSession();
  const { fiscalYear, to } = useView();
  const allowed = spec !== undefined && mayDo(me, spec.task, code);
  const needs = (what: FormSpec['needs'][number]): boolean => allowed && spec.needs.some((need) => need === what);

  const scorecard = useQuery({ ...scorecardQuery(code, { fiscalYear, asKnownOn: null }), enabled: allowed });
  const allocations = useQuery({ ...allocationsQuery(code, fiscalYear), enabled: needs('allocations') });
  const disbursements = useQuery({ ...disbursementsQuery(code, fiscalYear), enabled: needs('disbursements') });
  const commitments = useQuery({ ...commitmentsQuery(code, fiscalYear), enabled: needs('commitments') });

  if (spec === undefined) return <ProblemPage error={new Problem({ status: 404, code: 'not-found' })} home={to(homeOf(me))} />;
  if (!allowed) return <ProblemPage error={new Problem({ status: 403, code: 'forbidden' })} home={to(homeOf(me))} />;
  const wanted = [
    scorecard,
    ...(needs('allocations') ? [allocations] : []),
    ...(needs('disbursements') ? [disbursements] : []),
    ...(needs('commitments') ? [commitments] : []),
  ];
  const failed = wanted.find((query) => query.isError && query.data === undefined);
  if (failed !== undefined) return <ProblemPage error={failed.error} retry={() => void failed.refetch()} home={to(homeOf(me))} />;
  if (scorecard.data === undefined || wanted.some((query) => query.data === undefined)) return <PageSkeleton cards={1} />;

  const context: Context = {
    government: code,
    governmentName: scorecard.data.government.name || nameOf(code),
    fiscalYear,
    businessDate: calendar.date,
    role: me.role,
    regencies,
    allocations: allocations.data ?? [],
    disbursements: disbursements.data ?? [],
    commitments: commitments.data ?? [],
  };
  const current = scorecard.data.chain.find(({ link }) => link === spec.link)?.figure ?? null;
  return <EntryForm key={`${spec.name}${code}${fiscalYear}`} spec={spec} context={context} current={current} />;
}
