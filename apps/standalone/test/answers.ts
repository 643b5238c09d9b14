import { eventually } from '@komitmen/testing';
import type { Session } from './running';
import type { Reminder } from './views';

export interface Callers {
  readonly planner: Session;
  readonly administrator: Session;
}

const SERVICES = ['regencies', 'budgets', 'enrolment', 'scorecards', 'notifications', 'gateway'];
const OF_PLANNER = [
  '/api/calendar',
  '/api/regencies',
  '/api/commitments',
  '/api/figures',
  '/api/targets',
  '/api/allocations',
  '/api/disbursements',
  '/api/headcounts',
  '/api/scorecards?fiscalYear=2025',
  '/api/scorecards?fiscalYear=2025&asKnownOn=2025-07-11',
  '/api/scorecards/52.71?fiscalYear=2025',
  '/api/scorecards/52.01?fiscalYear=2025',
  '/api/rules?fiscalYear=2025',
  '/api/reminders',
];
const OF_ADMINISTRATOR = ['/api/accounts', ...SERVICES.map((service) => `/api/system/${service}/dead-letters`)];

/** What people are shown of the whole installation, as text by path. */
export async function answersOf({ planner, administrator }: Callers): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const [session, paths] of [[planner, OF_PLANNER] as const, [administrator, OF_ADMINISTRATOR] as const])
    for (const path of paths) {
      const { status, body } = await session.get(path);
      if (status !== 200) throw new Error(`${path} was answered ${status}: ${JSON.stringify(body)}`);
      answers[path] = JSON.stringify(body);
    }
  return answers;
}

/** Moves the demonstration to 16 July 2025 and waits until the three letters of that day have left. */
export async function moveOn({ planner, administrator }: Callers): Promise<void> {
  const answer = await administrator.post('/api/calendar/52/advance', { to: '2025-07-16' });
  if (answer.status !== 202) throw new Error(`the clock was not moved: ${answer.status} ${JSON.stringify(answer.body)}`);
  await eventually(
    async () => {
      const { body: calendars } = await planner.get<{ date: string; finished: boolean }[]>('/api/calendar');
      expect(calendars).toEqual([expect.objectContaining({ date: '2025-07-16', finished: true })]);
      const { body: reminders } = await planner.get<Reminder[]>('/api/reminders');
      expect(reminders.map(({ state }) => state)).toEqual(Array(6).fill('sent'));
    },
    { timeoutMs: 120_000, everyMs: 250 },
  );
}
