import type { Role } from '@komitmen/platform';
import { eventually } from '@komitmen/testing';
import { Kafka, logLevel } from 'kafkajs';
import { join } from 'node:path';
import { answersOf, type Callers, moveOn } from '../answers';
import { komitmen } from '../komitmen';
import type { Session } from '../running';
import { Cluster, SERVICES, START_MS } from './cluster';
import { commitmentVersions, effectsInOwnTables, factsOfScorecards, isFact, logOf, settled } from './evidence';
import { differences, type LoggedEvent, NO_DIFFERENCES, outOfOrder, withoutRepetitions } from './histories';
import { effectOf, SteadyLoad } from './load';

const LIMIT_MS = 120_000;
const REGENCIES = ['52.01', '52.02', '52.03', '52.04', '52.05', '52.06', '52.07', '52.08'];
/** As many as the services bear: an event that falls between the database's moment and the log's would show. */
const COMMANDS_PER_SECOND = 200;
type Published = Pick<LoggedEvent, 'eventId' | 'type' | 'key' | 'version'>;
const POSTS = ['labour-office', 'regional-secretary', 'treasury-office'];

/** In the standalone shape: `../backup.e2e-spec.ts`. */
describe('backups of the distributed shape', () => {
  let cluster: Cluster;
  let quiet: string;
  let loaded: string;
  let shown: { atBackup: Record<string, string>; dayAfter: Record<string, string> };
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    cluster = await Cluster.launch({ demo: 'on' });
    ends.push(() => cluster.remove());
    quiet = join(cluster.servers.folder, 'quiet');
    loaded = join(cluster.servers.folder, 'loaded');
    await settled(cluster);
  }, START_MS);

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  const caller = async (role: Role, scope: string): Promise<Session> => cluster.session(await cluster.token(role, scope));
  const callers = async (): Promise<Callers> => ({
    planner: await caller('planner', '52'),
    administrator: await caller('administrator', '52'),
  });
  const arrived = (): string[] => cluster.servers.mail.arrived.map(({ messageId }) => messageId.replace(/@.*$/, ''));

  /** As if the servers were new ones. */
  async function loseEverything(): Promise<void> {
    await cluster.stopLaunched();
    await cluster.servers.sql('DROP DATABASE komitmen WITH (FORCE)', [], 'postgres');
    await cluster.servers.sql('CREATE DATABASE komitmen', [], 'postgres');
    const admin = new Kafka({ brokers: cluster.servers.brokers.split(','), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [...SERVICES] });
    await eventually(async () => expect((await admin.listTopics()).filter((name) => !name.startsWith('__'))).toEqual([]));
    await admin.disconnect();
  }

  /** Every fact that was published: on the log, or still in an outbox. */
  async function published(): Promise<Published[]> {
    const facts = withoutRepetitions((await logOf(cluster)).filter(isFact));
    const logged = new Set(facts.map(({ eventId }) => eventId));
    const waiting = await cluster.servers.sql<LoggedEvent>(
      SERVICES.map((topic) => `SELECT id::text AS "eventId", type, subject AS key, aggregate_version AS version FROM ${topic}.outbox`).join(
        ' UNION ALL ',
      ),
    );
    return [...facts, ...waiting.filter((event) => isFact(event) && !logged.has(event.eventId))];
  }

  /** Of each commitment the last version, as regencies keeps it. */
  function lastVersions(events: readonly Published[]): string[] {
    const last = new Map<string, number>();
    for (const { key, version } of events) last.set(key, Math.max(version, last.get(key) ?? 0));
    return [...last].map(([id, version]) => `${id} version ${version}`);
  }

  it(
    'one that is made under load holds one moment of database and log: no event is missing, none is there without its cause',
    async () => {
      const people = await callers();
      const atBackup = await answersOf(people);
      expect(await komitmen(cluster.dataDir, ['backup', quiet])).toMatchObject({ code: 0 });
      await moveOn(people);
      shown = { atBackup, dayAfter: await answersOf(people) };

      const load = new SteadyLoad({ caller, governments: REGENCIES, commandsPerSecond: COMMANDS_PER_SECOND });
      ends.push(() => load.abandon());
      await eventually(() => expect(load.accepted.length).toBeGreaterThan(40), { timeoutMs: LIMIT_MS });
      const accepted = load.accepted.map(effectOf);
      expect(await komitmen(cluster.dataDir, ['backup', loaded])).toMatchObject({ code: 0 });
      await load.stop();
      expect(load.refused).toEqual([]);
      expect(load.accepted.length).toBeGreaterThan(accepted.length);

      await loseEverything();
      await cluster.command(['prepare']);
      await cluster.command(['restore', loaded]);
      const events = await published();
      const effects = events.map(({ type, key, version }) => effectOf({ type, aggregate: key, version }));
      expect(differences(accepted, effects)).toMatchObject({ missing: [], doubled: [] });
      const ofRegencies = ({ type }: Published): boolean => type.startsWith('regencies.');
      const ofTables = events
        .filter((event) => !ofRegencies(event))
        .map(({ type, key, version }) => effectOf({ type, aggregate: key, version }));
      expect(differences(await effectsInOwnTables(cluster), ofTables)).toEqual(NO_DIFFERENCES);
      expect(differences(await commitmentVersions(cluster), lastVersions(events.filter(ofRegencies)))).toEqual(NO_DIFFERENCES);
      expect(differences(effects, await factsOfScorecards(cluster))).toMatchObject({ unexpected: [], doubled: [] });
      expect(outOfOrder(await logOf(cluster))).toEqual([]);
      process.stdout.write(
        `${load.accepted.length} commands, ${accepted.length} before the backup began, ${effects.length} facts restored\n`,
      );
    },
    4 * LIMIT_MS,
  );

  it(
    'restored into empty servers it answers the same, and mails what was mailed later, but nothing old',
    async () => {
      await loseEverything();
      const before = arrived().length;
      await cluster.launchServices(['--restore', quiet]);
      await settled(cluster);
      const people = await callers();
      expect(await answersOf(people)).toEqual(shown.atBackup);
      expect(await komitmen(cluster.dataDir, ['audit', 'verify'])).toMatchObject({ code: 0 });
      await moveOn(people);
      expect(await answersOf(people)).toEqual(shown.dayAfter);
      expect(arrived().slice(before).sort()).toEqual(POSTS.map((post) => `<52.01-${post}-2025-07-16`));
    },
    4 * LIMIT_MS,
  );
});
