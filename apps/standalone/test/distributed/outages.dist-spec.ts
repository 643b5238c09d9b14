import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@komitmen/testing';
import type { Session } from '../running';
import type { Overview, Reminder } from '../views';
import { Cluster, SERVICES, START_MS } from './cluster';
import { commitmentVersions, effectsInOwnTables, factsOfScorecards, isFact, logOf, settled } from './evidence';
import {
  differences,
  gapsAndDoubles,
  letterDifferences,
  type LoggedEvent,
  NO_DIFFERENCES,
  outOfOrder,
  personsByGovernment,
  withoutRepetitions,
} from './histories';
import { effectOf, LOAD_YEAR, reportNobody, SteadyLoad } from './load';
import type { Switchable } from './servers';

const REGENCIES = ['52.01', '52.02', '52.03', '52.04', '52.05', '52.06', '52.07', '52.08', '52.71', '52.72'];
const POSTS = ['labour-office', 'regional-secretary', 'treasury-office'];
/** How long each server is away. */
const AWAY_MS = 20_000;
/** Until everything has come back to itself; several times what it takes on an idle machine. */
const RECOVERY_MS = 120_000;
const STEP_MS = AWAY_MS + RECOVERY_MS + 60_000;
/** On each of these days nobody was protected in every regency, in a year of its own; the letters leave on the next one. */
const DAYS = [
  { reportedOn: '2025-07-15', fiscalYear: 2027, lettersOn: '2025-07-16' },
  { reportedOn: '2025-07-16', fiscalYear: 2028, lettersOn: '2025-07-17' },
  { reportedOn: '2025-07-17', fiscalYear: 2029, lettersOn: '2025-07-18' },
] as const;
/** Those of the demonstration, which left before the load began. */
const EARLIER = POSTS.map((post) => `52.71-${post}-2025-07-15`);

/** Servers that go away, processes that die, instances that come and go, while commands keep coming in and letters fall due. */
describe('under a steady load', () => {
  const ends: (() => Promise<void>)[] = [];
  let cluster: Cluster;
  let load: SteadyLoad;
  let planner: Session;
  let administrator: Session;
  let before: { own: string[]; facts: string[]; commitments: string[] };

  const measure = async (): Promise<typeof before> => ({
    own: await effectsInOwnTables(cluster),
    facts: await factsOfScorecards(cluster),
    commitments: await commitmentVersions(cluster),
  });

  beforeAll(async () => {
    cluster = await Cluster.launch({ demo: 'on' });
    ends.push(() => cluster.remove());
    await settled(cluster);
    planner = cluster.session(await cluster.token('planner', '52'));
    administrator = cluster.session(await cluster.token('administrator', '52'));
    before = await measure();
    load = new SteadyLoad({
      caller: async (role, scope) => cluster.session(await cluster.token(role, scope)),
      governments: REGENCIES,
      commandsPerSecond: 8,
    });
    ends.push(() => load.abandon());
  }, START_MS);

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  }, 60_000);

  /** The number of commands accepted while `work` runs. */
  async function acceptedDuring(work: () => Promise<unknown>): Promise<number> {
    const count = load.accepted.length;
    await work();
    return load.accepted.length - count;
  }

  async function awayForAWhile(server: Switchable, meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    await server.stop();
    await Promise.all([delay(AWAY_MS), meanwhile()]);
    await server.start();
  }

  const reportNobodyOn = async (index: number): Promise<void> => {
    const year = DAYS[index]?.fiscalYear ?? 0;
    for (const government of REGENCIES) await reportNobody(planner, government, year);
  };

  /** Asked until it is taken: whoever moves the clock may meet a service that is just away. */
  const beginDay = (date: string): Promise<void> => {
    const headers = { 'idempotency-key': randomUUID() };
    return eventually(
      async () => {
        const answer = await administrator.call('POST', '/api/calendar/52/advance', { to: date }, headers);
        if (answer.status !== 202) throw new Error(`the clock was not moved: ${answer.status} ${JSON.stringify(answer.body)}`);
      },
      { timeoutMs: RECOVERY_MS, everyMs: 1_000 },
    );
  };

  const dayFinished = (date: string): Promise<void> =>
    eventually(
      async () => {
        const { body } = await planner.get<{ province: string; date: string; finished: boolean }[]>('/api/calendar');
        const [calendar] = body;
        if (calendar?.date !== date || !calendar.finished)
          throw new Error(`the calendar shows ${JSON.stringify(body)}, not the end of ${date}`);
      },
      { timeoutMs: RECOVERY_MS, everyMs: 500 },
    );

  it(
    'commands are accepted while the broker is away, and events flow again when it is back',
    async () => {
      await reportNobodyOn(0);
      const accepted = await acceptedDuring(() => awayForAWhile(cluster.servers.kafka));
      expect(accepted).toBeGreaterThan(20);
      await cluster.ready(RECOVERY_MS);
    },
    STEP_MS,
  );

  it(
    'letters that fall due while Redis is away leave when it is back',
    async () => {
      await awayForAWhile(cluster.servers.redis, () => beginDay(DAYS[0].lettersOn));
      await cluster.ready(RECOVERY_MS);
      await dayFinished(DAYS[0].lettersOn);
      await reportNobodyOn(1);
    },
    STEP_MS,
  );

  it(
    'commands are accepted again once PostgreSQL is back',
    async () => {
      await awayForAWhile(cluster.servers.postgres);
      await cluster.ready(RECOVERY_MS);
      const count = load.accepted.length;
      await eventually(() => expect(load.accepted.length).toBeGreaterThan(count + 10), { timeoutMs: RECOVERY_MS });
    },
    STEP_MS,
  );

  it(
    'each service is killed with -9 and comes back, while a day begins',
    async () => {
      await beginDay(DAYS[1].lettersOn);
      for (const service of SERVICES) {
        await cluster.the(service).kill();
        await cluster.ready(RECOVERY_MS);
      }
      expect(cluster.unaskedEnds()).toHaveLength(SERVICES.length);
      await dayFinished(DAYS[1].lettersOn);
      await reportNobodyOn(2);
    },
    STEP_MS + SERVICES.length * 30_000,
  );

  it(
    'a second instance of each service joins and leaves, in order or not, while a day begins',
    async () => {
      const second = await Promise.all(SERVICES.map((service) => cluster.join(service)));
      await cluster.ready(RECOVERY_MS);
      await beginDay(DAYS[2].lettersOn);
      for (const [index, one] of second.entries()) await cluster.leave(one, index % 2 === 0 ? 'SIGTERM' : 'SIGKILL');
      await dayFinished(DAYS[2].lettersOn);
    },
    STEP_MS,
  );

  describe('afterwards', () => {
    let after: typeof before;
    let log: LoggedEvent[];
    let effects: string[];

    beforeAll(async () => {
      await load.stop();
      await settled(cluster, RECOVERY_MS);
      after = await measure();
      log = await logOf(cluster);
      effects = [...load.accepted, ...nobodies(after.own)].map((one) => (typeof one === 'string' ? one : effectOf(one)));
    }, STEP_MS);

    /** The reports of nobody, of which only the number is known: their ids were not kept. */
    const nobodies = (own: readonly string[]): string[] => {
      const known = new Set([...before.own, ...load.accepted.map(effectOf)]);
      return own.filter((one) => one.startsWith('enrolment.') && !known.has(one));
    };

    it('no command was refused, and there were enough to say something', () => {
      expect(load.refused).toEqual([]);
      expect(load.accepted.length).toBeGreaterThan(400);
      expect(nobodies(after.own)).toHaveLength(DAYS.length * REGENCIES.length);
      process.stdout.write(`${load.accepted.length} commands, repeated: ${JSON.stringify(Object.fromEntries(load.obstacles))}\n`);
    });

    it('every accepted command had its effect once in the service that took it, and nothing else did', () => {
      const ofCommitments = ({ type }: { type: string }): boolean => type.startsWith('regencies.');
      const own = effects.filter((effect) => !effect.startsWith('regencies.'));
      expect(differences([...before.own, ...own], after.own)).toEqual(NO_DIFFERENCES);
      const versions = new Map<string, number>();
      for (const { aggregate, version } of load.accepted.filter(ofCommitments))
        versions.set(aggregate, Math.max(version, versions.get(aggregate) ?? 0));
      const commitments = [...versions].map(([aggregate, version]) => `${aggregate} version ${version}`);
      expect(differences([...before.commitments, ...commitments], after.commitments)).toEqual(NO_DIFFERENCES);
    });

    it('every accepted command is a fact of the read model once, and nothing else is', () => {
      expect(differences([...before.facts, ...effects], after.facts)).toEqual(NO_DIFFERENCES);
    });

    it('the log holds every event of every aggregate, in order', () => {
      const facts = log.filter(isFact);
      expect(outOfOrder(log)).toEqual([]);
      expect(gapsAndDoubles(facts)).toEqual([]);
      const logged = withoutRepetitions(facts).map(({ type, key, version }) => effectOf({ type, aggregate: key, version }));
      expect(differences([...before.facts, ...effects], logged)).toEqual(NO_DIFFERENCES);
      process.stdout.write(`${log.length} records, ${log.length - withoutRepetitions(log).length} of them repetitions\n`);
    });

    it('scorecards show the sum of what was accepted', async () => {
      const { body } = await planner.get<Overview>(`/api/scorecards?fiscalYear=${LOAD_YEAR}`);
      const shown = body.rows.filter(({ government }) => REGENCIES.includes(government.code));
      expect(Object.fromEntries(shown.map(({ government, links }) => [government.code, links.protection.value]))).toEqual(
        personsByGovernment(load.persons),
      );
    });

    it('the same flags stand in the read model and with the letters, the expected ones among them', async () => {
      const flags = await cluster.servers.sql<{ id: string }>('SELECT id FROM scorecards.flags WHERE cleared_on IS NULL');
      const heard = await cluster.servers.sql<{ id: string }>('SELECT id FROM notifications.flag WHERE standing');
      const ids = (rows: { id: string }[]): string[] => rows.map(({ id }) => id).sort();
      expect(ids(heard)).toEqual(ids(flags));
      const expected = DAYS.flatMap(({ fiscalYear, reportedOn }) =>
        REGENCIES.map((government) => `${government}-${fiscalYear}-zero-coverage-${reportedOn}`),
      );
      expect(differences([...expected, '52.71-2025-zero-coverage-2025-07-14', '52.01-2025-no-data-2025-07-15'], ids(flags))).toEqual(
        NO_DIFFERENCES,
      );
    });

    it('every flag has one reminder per recipient, sent', async () => {
      const flags = await cluster.servers.sql<{ id: string }>('SELECT id FROM notifications.flag');
      const { body } = await planner.get<Reminder[]>('/api/reminders');
      const expected = flags.flatMap(({ id }) => POSTS.map((post) => `${id} ${post} 1 sent`));
      const found = body.map(({ flagId, recipient, rung, state }) => `${flagId} ${recipient.post} ${rung} ${state}`);
      expect(differences(expected, found)).toEqual(NO_DIFFERENCES);
    });

    it('each letter arrived once, but for an attempt that was cut off', async () => {
      const due = DAYS.flatMap(({ lettersOn }) =>
        REGENCIES.flatMap((government) => POSTS.map((post) => `${government}-${post}-${lettersOn}`)),
      );
      const cut = await cluster.servers.sql<{ letter: string }>(
        `SELECT letter_id AS letter FROM notifications.delivery WHERE outcome = 'started'`,
      );
      const id = (letter: string): string => `<${letter}@komitmen.example>`;
      const expected = [...EARLIER, ...due].map(id);
      const { arrived } = cluster.servers.mail;
      expect(
        letterDifferences(
          expected,
          arrived,
          cut.map(({ letter }) => id(letter)),
        ),
      ).toEqual(NO_DIFFERENCES);
      process.stdout.write(`${arrived.length} mails for ${expected.length} letters, ${cut.length} attempts cut off\n`);
    });
  });
});
