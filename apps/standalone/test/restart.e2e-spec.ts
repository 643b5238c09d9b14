import { readdirSync } from 'node:fs';
import { processIdentity } from '@komitmen/platform';
import { eventually } from '@komitmen/testing';
import { SERVICES } from './distributed/cluster';
import { RunningApplication, SHAPE, START_MS, type StartedProcess } from './running';
import type { Overview, Reminder } from './views';

interface State {
  readonly protection: readonly (string | null)[];
  readonly flags: readonly string[];
  readonly reminders: readonly string[];
  readonly letters: readonly string[];
}

async function stateOf(application: RunningApplication): Promise<State> {
  const planner = await application.signIn('perencana');
  const overview = (await planner.get<Overview>('/api/scorecards?fiscalYear=2025')).body;
  const reminders = (await planner.get<Reminder[]>('/api/reminders')).body;
  return {
    protection: overview.rows.map((row) => row.links.protection.value),
    flags: overview.rows.flatMap((row) => row.flags.map((flag) => flag.id)),
    reminders: reminders.map(({ flagId, recipient, rung, state }) => `${flagId} ${recipient.post} ${rung} ${state}`).sort(),
    letters: readdirSync(application.mailFolder).sort(),
  };
}

const demonstration: State = {
  protection: [null, '12000', '17000', '5700', '3200', '1000', '1000', '1050', '0', '2000', '13000'],
  flags: ['52.01-2025-no-data-2025-07-15', '52.71-2025-zero-coverage-2025-07-14'],
  reminders: [
    ...['labour-office', 'regional-secretary', 'treasury-office'].map((post) => `52.01-2025-no-data-2025-07-15 ${post} 1 scheduled`),
    ...['labour-office', 'regional-secretary', 'treasury-office'].map((post) => `52.71-2025-zero-coverage-2025-07-14 ${post} 1 sent`),
  ],
  letters: ['labour-office', 'regional-secretary', 'treasury-office'].map((post) => `52.71-${post}-2025-07-15.eml`),
};

/** What an orderly stop must end. */
const STARTED = { standalone: ['postgres'], distributed: ['postgres', 'kafka', 'redis', ...SERVICES, 'demonstration'] }[SHAPE];

const namesOf = (processes: readonly StartedProcess[]): string[] => processes.map(({ name }) => name).sort();
const alive = (processes: readonly StartedProcess[]): StartedProcess[] =>
  processes.filter(({ pid, identity }) => identity !== undefined && processIdentity(pid) === identity);

describe('starting again', () => {
  let running: RunningApplication;

  beforeAll(async () => {
    running = await RunningApplication.start();
  }, START_MS);
  afterAll(() => running.remove());

  it(
    'says in one sentence that the port is taken',
    async () => {
      const second = await RunningApplication.start({ PORT: String(running.port) }).catch((error: unknown) => String(error));
      expect(second).toContain(`Port ${running.port} on 127.0.0.1 is taken by another program`);
    },
    START_MS,
  );

  it(
    'keeps everything and doubles nothing, after an orderly stop that leaves no process behind, after kill -9, and by itself when its database alone was killed',
    async () => {
      await eventually(async () => expect(await stateOf(running)).toEqual(demonstration));
      const started = running.started();
      expect(namesOf(alive(started))).toEqual([...STARTED].sort());
      expect(await running.stop('SIGINT')).toBe(0);
      expect(namesOf(alive(started))).toEqual([]);
      await running.run();
      expect(await stateOf(running)).toEqual(demonstration);
      await running.stop('SIGKILL');
      await running.run();
      expect(await stateOf(running)).toEqual(demonstration);
      process.kill(running.databasePid, 'SIGKILL');
      const health = async (): Promise<number> => (await running.anonymous().get('/api/health')).status;
      await eventually(async () => expect(await health()).toBe(503), { timeoutMs: 30_000, everyMs: 20 });
      await eventually(async () => expect(await health()).toBe(200), { timeoutMs: 60_000 });
      await eventually(async () => expect(await stateOf(running)).toEqual(demonstration));
    },
    3 * START_MS,
  );
});

describe('starting again after a kill in the middle of the demonstration', () => {
  let application: RunningApplication | undefined;
  afterAll(() => application?.remove());

  it(
    'finishes loading it',
    async () => {
      application = await RunningApplication.start({}, /2025-07-10/);
      await application.stop('SIGKILL');
      await application.run();
      const running = application;
      await eventually(async () => expect(await stateOf(running)).toEqual(demonstration));
    },
    3 * START_MS,
  );
});
