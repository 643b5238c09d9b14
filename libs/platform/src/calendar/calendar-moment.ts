import { businessDate, momentAt } from '@komitmen/kernel';
import { ProblemError } from '../http/problem';
import type { BusinessNow } from './business-clock';

export interface CalendarRow {
  readonly province: string;
  readonly date: string;
  readonly time: string;
  readonly zone: string;
  readonly mode: string;
}

/** Pure: a demonstration stands at the day's own time; live, the day comes from the calendar and the time from the wall. */
export function calendarMoment(row: CalendarRow, realNow: Date): BusinessNow {
  const date = businessDate(row.date);
  if (row.mode === 'demonstration') return { date, time: row.time, zone: row.zone, standsStill: true };
  const wall = momentAt(realNow, row.zone);
  // The next day has begun on the wall but not yet for the services: the old day's last minute lasts until it does.
  const time = wall.date > date ? '23:59' : wall.date < date ? row.time : wall.time;
  return { date, time, zone: row.zone, standsStill: false };
}

export class CalendarNotBegun extends ProblemError {
  constructor(province: string) {
    super(503, 'calendar-not-begun', 'Hari kerja provinsi ini belum dimulai di sistem; ulangi sebentar lagi.', {
      data: { province },
      retryAfterSeconds: 1,
    });
  }
}
