import { setTimeout as delay } from 'node:timers/promises';
import { type Api, type ApiOptions, HttpApi } from './api';
import { PROVINCE, shownCalendar } from './calendar';
import { LATER_REPORTS } from './later-reports';
import { recordMissing } from './recorder';

export interface FollowOptions extends ApiOptions {
  /** Ends the following. */
  readonly signal: AbortSignal;
  readonly everyMs?: number;
  /** Told when a look failed; the next one tries again. */
  readonly onTrouble?: (error: unknown) => void;
}

/**
 * Follows the calendar: wherever a move waits for later reports, records what has been printed by then and lets it go on
 * to the next report. All that must survive a restart, the move and where it waits, stands in the calendar itself.
 */
export async function followLaterReports({ signal, everyMs = 500, onTrouble = () => undefined, ...options }: FollowOptions): Promise<void> {
  const api = new HttpApi({ ...options, signal });
  const stopped = (): boolean => signal.aborted;
  while (!stopped()) {
    await recordWhereHeld(api).catch((error: unknown) => {
      if (!stopped()) onTrouble(error);
    });
    await delay(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

/** One look. @returns whether a waiting move was let go on. */
export async function recordWhereHeld(api: Api): Promise<boolean> {
  const { date, heldAt, finished } = await shownCalendar(api);
  if (heldAt === null || date !== heldAt || !finished) return false;
  const printed = LATER_REPORTS.filter((report) => report.date <= date);
  await recordMissing(
    api,
    printed.flatMap(({ entries }) => entries),
  );
  const next = LATER_REPORTS.find((report) => report.date > date);
  await api.post('administrator', `/api/calendar/${PROVINCE}/continue`, { until: next?.date ?? null });
  return true;
}
