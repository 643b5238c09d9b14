import { type Api, type ApiOptions, HttpApi } from './api';
import { dayFinished, PROVINCE, shownCalendar, type Waiting } from './calendar';
import { JULY_10_2025, NOVEMBER_2024 } from './context';
import type { Entry } from './entry';
import { OFFICIALS } from './officials';
import { recordMissing } from './recorder';
import { REGION_ENTRIES } from './regions';
import { JULY_14_2025 } from './suara-ntb';

interface Step {
  readonly date: string;
  readonly entries: readonly Entry[];
  /** Parameters that the administrator sets on that day. */
  readonly rules?: Readonly<Record<string, string>>;
}

interface ShownRule {
  readonly rule: string;
  readonly version: number;
  readonly parameter: string | null;
}

const TIME = '09:00';
const FISCAL_YEAR = 2025;

/** The dates of the sources in turn, then the day on which the demonstration stands. */
export const STEPS: readonly Step[] = [
  { date: '2024-11-11', entries: NOVEMBER_2024 },
  { date: '2025-07-10', entries: [...JULY_10_2025, ...REGION_ENTRIES] },
  { date: '2025-07-14', entries: JULY_14_2025, rules: { 'no-data': '2025-07-14' } },
  { date: '2025-07-15', entries: [] },
];

export interface Progress {
  readonly date: string;
  readonly step: number;
  readonly of: number;
}

export interface LoadOptions extends ApiOptions {
  readonly onProgress?: (progress: Progress) => void;
}

export type LoadOutcome = 'loaded' | 'nothing-to-load';

/**
 * Loads the demonstration through the commands that users have. A load that was interrupted goes on where it stopped:
 * the calendar says which step was under way, and what that step has recorded already is left out.
 */
export const loadDemonstration = ({ onProgress, ...options }: LoadOptions): Promise<LoadOutcome> =>
  loadThrough(new HttpApi(options), onProgress);

export async function loadThrough(
  api: Api,
  onProgress: (progress: Progress) => void = () => undefined,
  waiting: Waiting = { everyMs: 50, limitMs: 120_000 },
): Promise<LoadOutcome> {
  const calendar = await shownCalendar(api);
  if (!calendar.loading) return 'nothing-to-load';
  if (calendar.date === null) await registerOfficials(api);
  for (const [index, step] of STEPS.entries()) {
    if (calendar.date !== null && step.date < calendar.date) continue;
    onProgress({ date: step.date, step: index + 1, of: STEPS.length });
    await take(api, step, waiting);
  }
  await api.post('administrator', `/api/calendar/${PROVINCE}/loaded`, {});
  return 'loaded';
}

async function take(api: Api, { date, entries, rules = {} }: Step, waiting: Waiting): Promise<void> {
  await api.post('administrator', `/api/calendar/${PROVINCE}/set`, { date, time: TIME });
  // Every service must show this date before a fact is dated with it.
  await dayFinished(api, waiting);
  if (entries.length > 0) await recordMissing(api, entries);
  for (const [rule, parameter] of Object.entries(rules)) await setRule(api, rule, parameter);
}

async function setRule(api: Api, rule: string, parameter: string): Promise<void> {
  const rules = (await api.get('administrator', `/api/rules?fiscalYear=${FISCAL_YEAR}&province=${PROVINCE}`)) as readonly ShownRule[];
  const known = rules.find((one) => one.rule === rule);
  if (known?.parameter === parameter) return;
  await api.put('administrator', `/api/rules/${rule}`, { province: PROVINCE, fiscalYear: FISCAL_YEAR, parameter }, known?.version ?? 1);
}

async function registerOfficials(api: Api): Promise<void> {
  for (const { government, ...official } of OFFICIALS) await api.post('administrator', `/api/regencies/${government}/officials`, official);
}
