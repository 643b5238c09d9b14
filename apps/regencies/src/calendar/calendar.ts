import { addDays, type BusinessDate, type BusinessMoment, daysBetween, DomainError, type ProvinceCode } from '@komitmen/kernel';

/** The furthest that one request may move a demonstration's clock. */
export const ADVANCE_LIMIT_DAYS = 400;

interface Clock {
  readonly province: ProvinceCode;
  readonly zone: string;
  /** The last day that every service has finished; null before the first. */
  readonly finishedOn: BusinessDate | null;
}

/** No day has begun yet: a demonstration before its first source, or a live clock before its first look. */
export type NotBegun = Clock & {
  readonly mode: 'live' | 'demonstration';
  readonly date: null;
  readonly time: null;
  readonly loading: boolean;
  readonly advance: null;
};
/** The clock on the wall decides. */
export type Live = Clock & {
  readonly mode: 'live';
  readonly date: BusinessDate;
  readonly time: string;
  readonly loading: false;
  readonly advance: null;
};
/** The clock stands still at `time` until it is moved. */
export type Demonstration = Clock & {
  readonly mode: 'demonstration';
  readonly date: BusinessDate;
  readonly time: string;
  /** While the demonstration is being loaded the clock may jump from one source's date to the next. */
  readonly loading: boolean;
  readonly advance: Advance | null;
};

/** A move under way. `heldAt`: it waits there until the later reports of that day are recorded. */
export interface Advance {
  readonly to: BusinessDate;
  readonly heldAt: BusinessDate | null;
}

export type Calendar = NotBegun | Live | Demonstration;

const conflict = (code: string, message: string, data: Record<string, string> = {}): DomainError =>
  new DomainError('conflict', code, message, data);

/** @throws DomainError `clock-is-real`, or `calendar-not-begun` before the first day. */
function requireDemonstration(calendar: Calendar): Demonstration {
  if (calendar.mode === 'live') throw conflict('clock-is-real', 'Jam ini mengikuti waktu sebenarnya dan tidak dapat dimajukan.');
  if (calendar.date === null) throw conflict('calendar-not-begun', 'Peragaan sedang disiapkan; hari pertama belum dimulai.');
  return calendar;
}

function requireAfter(current: BusinessDate, to: BusinessDate, field: string): void {
  if (to > current) return;
  throw new DomainError('unprocessable', 'date-not-after', `Tanggal ${to} tidak setelah tanggal jam sekarang, ${current}.`, {
    field,
    value: to,
    businessDate: current,
  });
}

/** @throws DomainError `clock-is-real`, `still-loading`, `already-advancing`, `date-not-after` or `advance-too-far`. */
export function requestAdvance(state: Calendar, to: BusinessDate, withLaterReports: boolean): Demonstration {
  const calendar = requireDemonstration(state);
  if (calendar.loading) throw conflict('still-loading', 'Peragaan masih dimuat; tunggu sampai selesai.');
  if (calendar.advance) throw conflict('already-advancing', `Jam sedang dimajukan ke ${calendar.advance.to}.`, { to: calendar.advance.to });
  requireAfter(calendar.date, to, 'to');
  if (daysBetween(calendar.date, to) > ADVANCE_LIMIT_DAYS)
    throw new DomainError('unprocessable', 'advance-too-far', `Jam dapat dimajukan paling jauh ${ADVANCE_LIMIT_DAYS} hari sekali jalan.`, {
      field: 'to',
      value: to,
      limit: ADVANCE_LIMIT_DAYS,
      latest: addDays(calendar.date, ADVANCE_LIMIT_DAYS),
    });
  return { ...calendar, advance: { to, heldAt: withLaterReports ? calendar.date : null } };
}

/** Lets a held move go on: as far as `until`, the date of the next report, or freely when there is none. */
export function release(state: Calendar, until: BusinessDate | null): Demonstration {
  const calendar = requireDemonstration(state);
  if (!calendar.advance?.heldAt) throw conflict('not-held', 'Jam tidak sedang menunggu laporan.');
  if (until !== null) requireAfter(calendar.date, until, 'until');
  const heldAt = until !== null && until <= calendar.advance.to ? until : null;
  return { ...calendar, advance: { ...calendar.advance, heldAt } };
}

/** Every service has finished `date`; an older day's message changes nothing. */
export function finishDay(calendar: Calendar, date: BusinessDate): Calendar {
  return calendar.finishedOn !== null && calendar.finishedOn >= date ? calendar : { ...calendar, finishedOn: date };
}

export const dayFinished = (calendar: Calendar): boolean => calendar.date !== null && calendar.finishedOn === calendar.date;

/** One step of a move: begins the next day once the current one is finished, and ends the move on its last. Undefined when there is nothing to do. */
export function nextStep(calendar: Calendar): Demonstration | undefined {
  if (calendar.mode === 'live' || calendar.advance === null || !dayFinished(calendar)) return undefined;
  const { to, heldAt } = calendar.advance;
  if (calendar.date < (heldAt ?? to)) return { ...calendar, date: addDays(calendar.date, 1) };
  return heldAt === null ? { ...calendar, advance: null } : undefined;
}

/**
 * Jumps to a source's date while the demonstration is loaded; only that day begins. Undefined when the clock is there already.
 * @throws DomainError `not-loading`, `day-not-finished` or `date-not-after`.
 */
export function jump(calendar: Calendar, date: BusinessDate, time: string): Demonstration | undefined {
  if (calendar.mode === 'live') throw conflict('clock-is-real', 'Jam ini mengikuti waktu sebenarnya dan tidak dapat disetel.');
  if (calendar.date === date && calendar.time === time) return undefined;
  if (!calendar.loading) throw conflict('not-loading', 'Jam hanya dapat disetel selama peragaan dimuat; sesudahnya jam dimajukan.');
  if (calendar.date !== null) {
    requireAfter(calendar.date, date, 'date');
    if (!dayFinished(calendar))
      throw conflict('day-not-finished', `Tanggal ${calendar.date} belum selesai diolah.`, { businessDate: calendar.date });
  }
  return { ...calendar, mode: 'demonstration', date, time, loading: true, advance: null };
}

/** Ends the loading. Undefined when it has ended. */
export function endLoading(state: Calendar): Demonstration | undefined {
  const calendar = requireDemonstration(state);
  return calendar.loading ? { ...calendar, loading: false } : undefined;
}

/** What a live clock begins next, one day at a time: after a standstill each missed day is begun in turn. */
export function nextLiveDay(calendar: Calendar, wall: BusinessMoment): Live | undefined {
  if (calendar.mode !== 'live') return undefined;
  const live = { ...calendar, mode: 'live', loading: false, advance: null } as const;
  if (calendar.date === null) return { ...live, date: wall.date, time: wall.time };
  if (calendar.date >= wall.date) return undefined;
  const date = addDays(calendar.date, 1);
  return { ...live, date, time: date === wall.date ? wall.time : '00:00' };
}

/**
 * Business time now. A live clock keeps the day that has begun, so that no fact is dated into a day that has not:
 * it shows 23:59 for the seconds until the next day begins. Undefined before the first day.
 */
export function momentOf(calendar: Calendar, wall: BusinessMoment): BusinessMoment | undefined {
  if (calendar.date === null) return undefined;
  const { date, zone } = calendar;
  if (calendar.mode === 'demonstration') return { date, time: calendar.time, zone };
  if (wall.date === date) return { date, time: wall.time, zone };
  return { date, time: wall.date > date ? '23:59' : '00:00', zone };
}
