import { type QueryClient, queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { query, read } from './client';
import type {
  Allocation,
  CalendarView,
  Commitment,
  Disbursement,
  Letter,
  Me,
  RegencyView,
  Reminder,
  ScorecardDetail,
  ScorecardList,
} from './types';

const MINUTE = 60_000;

/** Lists come bare or wrapped in `items`, so that paging can be added without a second shape here. */
async function list<T>(path: string): Promise<T[]> {
  const answer = await read<T[] | { items: T[] }>(path);
  return Array.isArray(answer) ? answer : answer.items;
}

export const meQuery = () =>
  queryOptions({ queryKey: ['me'], queryFn: () => read<Me>('/api/auth/me'), staleTime: 5 * MINUTE, retry: false });

export const calendarQuery = () => queryOptions({ queryKey: ['calendar'], queryFn: () => list<CalendarView>('/api/calendar') });

export const regenciesQuery = () =>
  queryOptions({ queryKey: ['regencies'], queryFn: () => list<RegencyView>('/api/regencies'), staleTime: 30 * MINUTE });

export interface ViewMoment {
  fiscalYear: number;
  asKnownOn: string | null;
}

export const scorecardsQuery = (province: string, { fiscalYear, asKnownOn }: ViewMoment) =>
  queryOptions({
    queryKey: ['scorecards', province, fiscalYear, asKnownOn],
    queryFn: () => read<ScorecardList>(`/api/scorecards${query({ province, fiscalYear, asKnownOn })}`),
  });

export const scorecardQuery = (code: string, { fiscalYear, asKnownOn }: ViewMoment) =>
  queryOptions({
    queryKey: ['scorecard', code, fiscalYear, asKnownOn],
    queryFn: () => read<ScorecardDetail>(`/api/scorecards/${code}${query({ fiscalYear, asKnownOn })}`),
  });

export const remindersQuery = (government: string | null) =>
  queryOptions({ queryKey: ['reminders', government], queryFn: () => list<Reminder>(`/api/reminders${query({ government })}`) });

export const letterQuery = (id: string) =>
  queryOptions({
    queryKey: ['letter', id],
    queryFn: () => read<Letter>(`/api/reminders/letters/${encodeURIComponent(id)}`),
    staleTime: MINUTE,
  });

export const commitmentsQuery = (government: string, fiscalYear: number) =>
  queryOptions({
    queryKey: ['commitments', government, fiscalYear],
    queryFn: () => list<Commitment>(`/api/commitments${query({ government, fiscalYear })}`),
  });

export const allocationsQuery = (payer: string, fiscalYear: number) =>
  queryOptions({
    queryKey: ['allocations', payer, fiscalYear],
    queryFn: () => list<Allocation>(`/api/allocations${query({ payer, fiscalYear })}`),
  });

export const disbursementsQuery = (payer: string, fiscalYear: number) =>
  queryOptions({
    queryKey: ['disbursements', payer, fiscalYear],
    queryFn: () => list<Disbursement>(`/api/disbursements${query({ payer, fiscalYear })}`),
  });

/** After a command or a live event: everything that shows this government, wherever the reader goes next. */
export async function refreshGovernment(client: QueryClient, government: string): Promise<void> {
  await client.invalidateQueries({
    predicate: ({ queryKey: [kind, subject] }) =>
      kind === 'scorecards' ||
      ((kind === 'scorecard' || kind === 'commitments' || kind === 'allocations' || kind === 'disbursements') && subject === government) ||
      (kind === 'reminders' && (subject === null || subject === government)),
  });
}

export const useMe = (): UseQueryResult<Me> => useQuery(meQuery());
