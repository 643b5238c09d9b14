import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { Navigate, Outlet, useSearchParams } from 'react-router';
import { isUnauthenticated } from '../api/client';
import { calendarQuery, meQuery, regenciesQuery } from '../api/queries';
import { ProblemPage } from '../shell/problem-page';
import { ShellSkeleton } from '../shell/skeletons';
import { type Session, SessionContext, useAddress } from './session';

/** Pages behind it have an account, a calendar and the names of governments; without an account the address waits at the sign-in page. */
export function SessionGate(): ReactNode {
  const address = useAddress();
  const [search] = useSearchParams();
  const me = useQuery(meQuery());
  const calendars = useQuery({ ...calendarQuery(), enabled: me.isSuccess });
  const regencies = useQuery({ ...regenciesQuery(), enabled: me.isSuccess });

  const wanted = search.get('provinsi');
  const session = useMemo((): Session | null => {
    if (me.data === undefined || calendars.data === undefined) return null;
    const own = me.data.scope.code.slice(0, 2);
    const calendar =
      calendars.data.find((c) => c.province === wanted) ?? calendars.data.find((c) => c.province === own) ?? calendars.data[0];
    if (calendar === undefined) return null;
    const names = new Map((regencies.data ?? []).map((r) => [r.code, r.name]));
    names.set(me.data.scope.code, me.data.scope.name);
    const nameOf = (code: string): string => names.get(code) ?? code;
    return {
      me: me.data,
      calendar,
      calendars: calendars.data,
      province: calendar.province,
      provinceName: nameOf(calendar.province).replace(/^Provinsi /, ''),
      regencies: regencies.data ?? [],
      nameOf,
    };
  }, [me.data, calendars.data, regencies.data, wanted]);

  if (isUnauthenticated(me.error)) return <Navigate to={`/masuk?kembali=${encodeURIComponent(address)}`} replace />;
  const error = me.data === undefined ? me.error : calendars.data === undefined ? calendars.error : null;
  if (error !== null) return <ProblemPage error={error} retry={() => void (me.isError ? me.refetch() : calendars.refetch())} bare />;
  if (session === null) return <ShellSkeleton />;
  return (
    <SessionContext value={session}>
      <Outlet />
    </SessionContext>
  );
}
