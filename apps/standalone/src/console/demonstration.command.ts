import { setTimeout as delay } from 'node:timers/promises';
import type { ConsoleApi } from './console-api';

const province = '52';

interface Calendar {
  readonly province: string;
  readonly date: string;
  readonly time: string;
  readonly advancingTo: string | null;
}

/** Moves the clock and waits until it stands at its new date, telling each day it reaches. */
export async function advanceCalendar(api: ConsoleApi, { to, withLaterReports }: { to: string; withLaterReports: boolean }): Promise<void> {
  await api.post(`/api/calendar/${province}/advance`, { to, withLaterReports });
  let told = '';
  for (;;) {
    const calendar = (await api.get<Calendar[]>('/api/calendar')).find((one) => one.province === province);
    if (calendar === undefined) return;
    if (calendar.date !== told) console.log(`Business date ${calendar.date}, ${calendar.time}`);
    told = calendar.date;
    if (calendar.advancingTo === null) return;
    await delay(250);
  }
}
