import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '@komitmen/testing';
import type { Session } from '../running';
import type { Overview, Reminder } from '../views';
import { auditOfFacts, faultsOfSeals } from './audit';
import { Cluster, SERVICES, START_MS } from './cluster';
import { atRest, commitmentVersions, effectsInOwnTables, factsOfScorecards, isFact, logOf, scorecardsAnew, settled } from './evidence';
import { Faults } from './faults';
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
import { AWAY_FOR_LONG } from './schedule';
import { expectedPoison, foundPoison, type SetAside, setAside, setRight, unexpected } from './set-aside';

/** `npm run faults -- --seed N --minutes M` sets both. */
const SEED = Number(process.env['FAULTS_SEED'] ?? 1);
const SECONDS = Number(process.env['FAULTS_MINUTES'] ?? 1) * 60;
const REGENCIES = ['52.01', '52.02', '52.03', '52.04', '52.05', '52.06', '52.07', '52.08', '52.71', '52.72'];
const POSTS = ['labour-office', 'regional-secretary', 'treasury-office'];
/** Until everything has come back to itself; several times what it takes on an idle machine. */
const RECOVERY_MS = 180_000;
/** On each of these days nobody was protected in every regency, in a year of its own; the letters leave on the next working day. */
const DAYS = [
  { reportedOn: '2025-07-15', fiscalYear: 2027, lettersOn: '2025-07-16' },
  { reportedOn: '2025-07-16', fiscalYear: 2028, lettersOn: '2025-07-17' },
  { reportedOn: '2025-07-17', fiscalYear: 2029, lettersOn: '2025-07-18' },
  { reportedOn: '2025-07-18', fiscalYear: 2030, lettersOn: '2025-07-21' },
].slice(0, Math.max(2, SECONDS / 60));
/** Those of the demonstration, which left before the load began. */
const EARLIER = POSTS.map((post) => `52.71-${post}-2025-07-15`);

/** Servers that go away, processes that die, stop, join and leave, poison, while commands keep coming in and letters fall due. */
describe(`under a steady load, with the faults of seed ${SEED} (npm run faults -- --seed ${SEED} --minutes ${SECONDS / 60})`, () => {
  const ends: (() => Promise<void>)[] = [];
  let cluster: Cluster;
  let load: SteadyLoad;
  let faults: Faults;
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
    faults = new Faults(cluster);
    load = new SteadyLoad({
      caller: async (role, scope) => cluster.session(await cluster.token(role, scope, SECONDS + 1_800)),
      governments: REGENCIES,
      commandsPerSecond: 8,
    });
    ends.push(() => load.abandon());
  }, START_MS);

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  /** Faults may stand in the way for as long as they are staged. */
  const insist = <T>(work: () => Promise<T>): Promise<T> => eventually(work, { timeoutMs: SECONDS * 1_000 + RECOVERY_MS, everyMs: 1_000 });

  /** Asked until it is taken: whoever moves the clock may meet a service that is just away. */
  const beginDay = (date: string): Promise<void> => {
    const headers = { 'idempotency-key': randomUUID() };
    return insist(async () => {
      const answer = await administrator.call('POST', '/api/calendar/52/advance', { to: date }, headers);
      if (answer.status !== 202) throw new Error(`the clock was not moved: ${answer.status} ${JSON.stringify(answer.body)}`);
    });
  };

  const dayFinished = (date: string): Promise<void> =>
    insist(async () => {
      const { status, body } = await planner.get<{ province: string; date: string; finished: boolean }[]>('/api/calendar');
      const calendar = status === 200 ? body[0] : undefined;
      if (calendar?.date !== date || !calendar.finished)
        throw new Error(`the calendar shows ${JSON.stringify(body)}, not the end of ${date}`);
    });

  /** Day after day flags rise and the letters of the day before leave, whatever is away just then. */
  const daysPass = async (): Promise<void> => {
    for (const { fiscalYear, lettersOn } of DAYS) {
      for (const government of REGENCIES) await reportNobody(planner, government, fiscalYear);
      await delay((SECONDS * 1_000) / (DAYS.length + 1));
      await beginDay(lettersOn);
      await dayFinished(lettersOn);
    }
  };

  it(
    'commands are accepted and days pass, and in the end nothing is under way but what was set aside',
    async () => {
      await Promise.all([faults.play(SEED, SECONDS), daysPass()]);
      await load.stop();
      await atRest(cluster, RECOVERY_MS);
    },
    2 * SECONDS * 1_000 + DAYS.length * RECOVERY_MS + RECOVERY_MS,
  );

  it('every server was away for long and health said so, every service was killed, of each a second instance joined and left', () => {
    const { staged } = faults;
    const away = staged.flatMap((fault) => (fault.kind === 'away' && fault.seconds >= AWAY_FOR_LONG ? [fault.server] : []));
    expect(away.sort()).toEqual(['kafka', 'postgres', 'redis']);
    expect(faults.untold).toEqual([]);
    for (const kind of ['killed', 'joined'] as const)
      expect(new Set(staged.flatMap((fault) => (fault.kind === kind ? [fault.service] : [])))).toEqual(new Set(SERVICES));
  });

  it('no service ended by itself but those that were killed, and second instances as they were told', () => {
    const services = cluster.unaskedEnds().filter((line) => !line.includes('demonstration'));
    expect(services).toHaveLength(faults.kills);
    expect(faults.badEnds).toEqual([]);
  });

  describe('what was set aside', () => {
    let aside: SetAside[];

    beforeAll(async () => {
      aside = await setAside(cluster);
    });

    it('is what could not be handled, each with what waits behind it, and nothing else', () => {
      expect(unexpected(aside)).toEqual([]);
      expect(differences(expectedPoison(faults.poisoned), foundPoison(aside))).toEqual(NO_DIFFERENCES);
    });

    it(
      'can be replayed or discarded until nothing is set aside',
      async () => {
        const { replayed, discarded } = await setRight(cluster);
        process.stdout.write(`${replayed} events replayed, ${discarded} discarded\n`);
        await settled(cluster, RECOVERY_MS);
      },
      RECOVERY_MS + 30_000,
    );
  });

  describe('afterwards', () => {
    let after: typeof before;
    let log: LoggedEvent[];
    let effects: string[];

    beforeAll(async () => {
      after = await measure();
      log = await logOf(cluster);
      effects = [...load.accepted, ...nobodies(after.own)].map((one) => (typeof one === 'string' ? one : effectOf(one)));
    }, RECOVERY_MS);

    /** The reports of nobody, of which only the number is known: their ids were not kept. */
    const nobodies = (own: readonly string[]): string[] => {
      const known = new Set([...before.own, ...load.accepted.map(effectOf)]);
      return own.filter((one) => one.startsWith('enrolment.') && !known.has(one));
    };

    it('no command was refused or failed for another reason than what was away, and there were enough to say something', () => {
      expect(load.refused).toEqual([]);
      expect([...load.obstacles.keys()].filter((what) => what.startsWith('500'))).toEqual([]);
      expect(load.accepted.length).toBeGreaterThan(SECONDS);
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

    it('each fact has one row in the audit, all rows are sealed, and nothing is found in them', async () => {
      expect(await auditOfFacts(cluster, log)).toEqual(NO_DIFFERENCES);
      expect(await faultsOfSeals(administrator)).toEqual([]);
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

    it(
      'scorecards built anew from the log equal those that lived through it all',
      async () => {
        expect(await scorecardsAnew(administrator, RECOVERY_MS)).toMatchObject({ live: 2, refused: null });
      },
      RECOVERY_MS + 30_000,
    );
  });
});
