import { setTimeout as delay } from 'node:timers/promises';
import { type Api, ApiProblem } from './api';

export const PROVINCE = '52';

/** The province's calendar as `GET /api/calendar` shows it. */
export interface ShownCalendar {
  readonly province: string;
  readonly date: string | null;
  readonly time: string | null;
  readonly mode: 'live' | 'demonstration';
  readonly advancingTo: string | null;
  readonly heldAt: string | null;
  readonly loading: boolean;
  readonly finished: boolean;
}

export async function shownCalendar(api: Api): Promise<ShownCalendar> {
  const calendars = (await api.get('administrator', '/api/calendar')) as readonly ShownCalendar[];
  const calendar = calendars.find(({ province }) => province === PROVINCE);
  if (!calendar) throw new ApiProblem(503, 'calendar-missing', 'GET /api/calendar', 'the province is not registered yet');
  return calendar;
}

export interface Waiting {
  readonly everyMs: number;
  readonly limitMs: number;
}

/** Waits until every service has finished the calendar's day. */
export async function dayFinished(api: Api, { everyMs, limitMs }: Waiting): Promise<void> {
  const givesUpAt = performance.now() + limitMs;
  for (;;) {
    const { finished, date } = await shownCalendar(api);
    if (finished) return;
    if (performance.now() > givesUpAt) throw new Error(`the services have not finished ${String(date)} within ${limitMs / 1000} s`);
    await delay(everyMs);
  }
}
