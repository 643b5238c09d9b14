import { createContext, useContext } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import type { CalendarView, GovernmentView, Me, RegencyView } from '../api/types';

export interface Session {
  me: Me;
  calendar: CalendarView;
  calendars: readonly CalendarView[];
  province: string;
  provinceName: string;
  regencies: readonly RegencyView[];
  nameOf: (code: string) => string;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('A page that needs a session stands outside the gate.');
  return session;
}

const isDate = (text: string | null): text is string => text !== null && /^\d{4}-\d{2}-\d{2}$/.test(text);

export interface View {
  fiscalYear: number;
  /** The day up to which facts are shown; null for the business date, the ordinary case. */
  asKnownOn: string | null;
  /** A path of the product that keeps the year and the date in view. */
  to: (path: string) => string;
  set: (parameters: Record<string, string | null>) => void;
}

/** The address holds the view. Names of parameters are Indonesian because people read and forward addresses. */
export function useView(): View {
  const { calendar } = useSession();
  const [search, setSearch] = useSearchParams();
  const year = Number(search.get('tahun'));
  const per = search.get('per');
  const fiscalYear = Number.isInteger(year) && year >= 2000 && year <= 2100 ? year : Number(calendar.date.slice(0, 4));
  const asKnownOn = isDate(per) && per < calendar.date ? per : null;
  return {
    fiscalYear,
    asKnownOn,
    to: (path) => {
      const [pathname = path, own = ''] = path.split('?');
      const kept = new URLSearchParams(own);
      for (const name of ['tahun', 'per', 'provinsi']) {
        const value = search.get(name);
        if (value !== null && !kept.has(name)) kept.set(name, value);
      }
      return kept.size === 0 ? pathname : `${pathname}?${kept.toString()}`;
    },
    set: (parameters) => {
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(parameters)) {
            if (value === null || value === '') after.delete(name);
            else after.set(name, value);
          }
          return after;
        },
        { preventScrollReset: true },
      );
    },
  };
}

export type Task =
  | 'commitment'
  | 'commitment-none'
  | 'confirmation'
  | 'allocation'
  | 'allocation-none'
  | 'disbursement'
  | 'receipt'
  | 'headcount'
  | 'figure'
  | 'target';

const TASKS: Record<Me['role'], readonly Task[]> = {
  planner: ['commitment', 'commitment-none', 'confirmation', 'allocation', 'allocation-none', 'headcount', 'figure', 'target'],
  'treasury-officer': ['allocation', 'allocation-none', 'disbursement', 'receipt'],
  'enrolment-officer': ['headcount'],
  administrator: [],
};

export const isOfficer = (me: Me): boolean => me.role === 'treasury-officer' || me.role === 'enrolment-officer';

/** An officer sees one government, a planner the whole province, an administrator everything. The server decides; this only hides. */
export const maySee = (me: Me, government: string): boolean =>
  me.role === 'administrator' || (me.role === 'planner' ? government.startsWith(me.scope.code.slice(0, 2)) : me.scope.code === government);

export const mayDo = (me: Me, task: Task, government: string): boolean => TASKS[me.role].includes(task) && maySee(me, government);

export const homeOf = (me: Me): string => (isOfficer(me) ? `/kabkota/${me.scope.code}` : '/');

/** `Kab. Lombok Barat` where space is short. */
export const shortName = ({ name }: Pick<GovernmentView, 'name'>): string =>
  name.replace(/^Kabupaten /, 'Kab. ').replace('Nusa Tenggara Barat', 'NTB');

/** `Lombok Barat`, on a tile; a city keeps its word, since Bima is both. */
export const tileName = ({ name }: Pick<GovernmentView, 'name'>): string => name.replace(/^Kabupaten /, '');

export const useAddress = (): string => {
  const { pathname, search } = useLocation();
  return `${pathname}${search}`;
};
