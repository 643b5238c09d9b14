import { PATHS } from '@komitmen/contracts';
import { generateTokenKeys, type Role, TokenSigner, type TokenSubject } from '@komitmen/platform';
import { eventually, TraceCollector } from '@komitmen/testing';
import { Kafka, logLevel } from 'kafkajs';
import { Client } from 'pg';
import { describeConcurrency } from '../concurrency/concurrency.promises';
import type { Session } from '../running';
import { Cluster, CONSUMED, type Service, SERVICES, START_MS } from './cluster';
import { factsOfScorecards, isFact, logOf, settled } from './evidence';
import { differences, gapsAndDoubles, NO_DIFFERENCES, outOfOrder } from './histories';
import { effectOf, SteadyLoad } from './load';
import type { ServiceInstance, ServiceProcess } from './service-process';
import { describeTrail, tracedOnRequest } from './trail.promises';

const LIMIT_MS = 120_000;
const BEHIND_GATEWAY = SERVICES.filter((service) => service !== 'gateway');

/** Two instances of every service, as a running installation has them. */
describe('the distributed shape', () => {
  let cluster: Cluster;
  let collector: TraceCollector;
  const ends: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    collector = await TraceCollector.listen();
    ends.push(() => collector.close());
    cluster = await Cluster.start({ demo: 'off', instances: 2, settings: tracedOnRequest(collector) });
    ends.push(() => cluster.remove());
    await settled(cluster);
  }, START_MS);

  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const eventuallyHolds = <T>(look: () => Promise<T> | T): Promise<T> => eventually(look, { timeoutMs: LIMIT_MS, everyMs: 100 });
  const caller = async (role: Role, scope: string): Promise<Session> => cluster.session(await cluster.token(role, scope));

  describe('the database is open to each service as far as its own schema', () => {
    async function tables(): Promise<{ schema: Service; name: string }[]> {
      return cluster.servers.sql(
        `SELECT schemaname AS schema, tablename AS name FROM pg_tables WHERE schemaname = ANY ($1) ORDER BY 1, 2`,
        [SERVICES],
      );
    }

    /** The code of the refusal, or undefined when it was done. */
    async function refusal(client: Client, statement: string): Promise<string | undefined> {
      return client.query(statement).then(
        () => undefined,
        (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
      );
    }

    it.each(SERVICES)('%s reads its own tables and none of the others', async (service) => {
      const all = await tables();
      expect(new Set(all.map(({ schema }) => schema))).toEqual(new Set(SERVICES));
      const client = await cluster.servers.client(cluster.secret(`${service}/DATABASE_URL`));
      try {
        for (const { schema, name } of all) {
          const code = await refusal(client, `SELECT * FROM "${schema}"."${name}" LIMIT 1`);
          expect([schema, name, code]).toEqual([schema, name, schema === service ? undefined : '42501']);
        }
      } finally {
        await client.end();
      }
    });

    it.each(SERVICES)('%s changes nothing of others, makes nothing, and cannot rewrite what is audited', async (service) => {
      const other = SERVICES.find((one) => one !== service) ?? service;
      const client = await cluster.servers.client(cluster.secret(`${service}/DATABASE_URL`));
      const statements = [
        `DELETE FROM ${other}.outbox`,
        `INSERT INTO ${other}.inbox (consumer, generation, event_id) VALUES ('x', 1, gen_random_uuid())`,
        `CREATE TABLE ${service}.own (id int)`,
        `CREATE TABLE public.own (id int)`,
        `CREATE TEMP TABLE own (id int)`,
        `CREATE SCHEMA own`,
        `CREATE ROLE own`,
        `UPDATE ${service}.audit_log SET account = 'x'`,
        `DELETE FROM ${service}.audit_log`,
        `UPDATE ${service}.audit_seals SET row_id = 1`,
        `DELETE FROM ${service}.audit_seals`,
        `SET ROLE ${other}`,
      ];
      try {
        for (const statement of statements) expect([statement, await refusal(client, statement)]).toEqual([statement, '42501']);
      } finally {
        await client.end();
      }
    });
  });

  describe('every service checks its callers itself, whoever sent them', () => {
    /** A question about the government on the service's own port. */
    const about = (service: Service, government: string): string =>
      ({
        regencies: `/api/commitments?government=${government}`,
        budgets: `/api/allocations?payer=${government}`,
        enrolment: `/api/headcounts?payer=${government}`,
        scorecards: `/api/scorecards/${government}?fiscalYear=2025`,
        notifications: `/api/reminders?government=${government}`,
        gateway: `/api/accounts`,
      })[service];

    it.each(SERVICES)('%s: no token and a forged one are answered 401, an officer of another government 403', async (service) => {
      const officer: TokenSubject = { accountId: 'officer', role: 'treasury-officer', scope: '52.71', sessionId: 'session' };
      const forged = await new TokenSigner((await generateTokenKeys()).privateKey).sign(officer);
      const real = await cluster.token('treasury-officer', '52.71');
      const path = about(service, '52.01');
      const ask = async (token: string | null): Promise<number> =>
        (await cluster.session(token, cluster.the(service).url).get(path)).status;
      expect({ none: await ask(null), forged: await ask(forged), cut: await ask(real.slice(0, -6)), other: await ask(real) }).toEqual({
        none: 401,
        forged: 401,
        cut: 401,
        other: 403,
      });
      const planner = await cluster.token('planner', '52');
      const administrator = await cluster.token('administrator', '52');
      expect(await ask(service === 'gateway' ? administrator : planner)).toBe(200);
    });

    it.each(BEHIND_GATEWAY)('%s: nothing on its port is answered without a token', async (service) => {
      const paths = [
        '/', '/api', '/api/health', '/api/openapi.json', '/api/docs', '/metrics', '/livez', '/readyz',
        `/api/system/${service}/health`, `/api/system/${service}/dead-letters`, ...Object.values(PATHS).flat(),
      ]; // prettier-ignore
      for (const one of cluster.of(service)) {
        for (const path of paths) {
          const { status } = await cluster.session(null, one.url).get(path);
          expect([path, [401, 404].includes(status), status]).toEqual([path, true, status]);
        }
        const replay = `/api/system/${service}/dead-letters/01981000-0000-7000-8000-00000000ffff/replay`;
        expect((await cluster.session(null, one.url).post(replay, {})).status).toBe(401);
      }
    });

    it('the gateway answers what is public, and its metrics to an administrator only', async () => {
      const anonymous = cluster.session(null);
      expect((await anonymous.get('/api/health')).status).toBe(200);
      expect((await anonymous.get('/metrics')).status).toBe(401);
      for (const path of Object.values(PATHS).flat()) expect([path, (await anonymous.get(path)).status]).toEqual([path, 401]);
    });
  });

  it(
    'after a command the metrics of the services say what has happened',
    async () => {
      const before = await Promise.all(
        cluster.of('scorecards').map((one) => one.metric('komitmen_event_handling_seconds_count', HEADCOUNT)),
      );
      const planner = await caller('planner', '52');
      const report = { payer: '52.01', fiscalYear: 2025, kind: 'count', persons: 7, qualifier: 'exact', holdsOn: '2025-07-15' };
      const answer = await planner.post('/api/headcounts', { ...report, source: { title: 'Laporan uji', date: '2025-07-15' } });
      expect(answer.status).toBe(201);
      const sum = (values: readonly (number | undefined)[]): number => values.reduce<number>((total, value) => total + (value ?? 0), 0);
      await eventuallyHolds(async () => {
        const after = await Promise.all(
          cluster.of('scorecards').map((one) => one.metric('komitmen_event_handling_seconds_count', HEADCOUNT)),
        );
        expect(sum(after)).toBe(sum(before) + 1);
      });
      const requests = { service: 'enrolment', method: 'POST', route: '/api/headcounts', status: '201' };
      const served = await Promise.all(
        cluster.of('enrolment').map((one) => one.metric('komitmen_http_request_duration_seconds_count', requests)),
      );
      expect(sum(served)).toBe(1);
      await settled(cluster, LIMIT_MS);
      for (const one of cluster.running) {
        const service = one.place.service as Service;
        const gauges = ['outbox_events', 'outbox_oldest_age_seconds', 'dead_letters', 'parked_events'];
        for (const gauge of gauges)
          expect([one.name, gauge, await one.metric(`komitmen_${gauge}`, { service })]).toEqual([one.name, gauge, 0]);
        expect([one.name, await one.metric('komitmen_consumer_alive', { service })]).toEqual([one.name, 1]);
        for (const topic of CONSUMED[service] ?? []) expect(await one.metric('komitmen_consumer_lag', { service, topic })).toBe(0);
        expect(await one.metric('komitmen_process_resident_memory_bytes')).toBeGreaterThan(20_000_000);
      }
      const letters = await cluster.the('notifications').metric('komitmen_reminders', { state: 'scheduled' });
      expect(letters).toBe(0);
    },
    2 * LIMIT_MS,
  );

  describe('a command can be followed', () => describeTrail(() => ({ cluster, collector })));

  const relays = async (service: Service): Promise<{ active: ServiceInstance[]; idle: ServiceInstance[] }> => {
    const states = await Promise.all(
      cluster.of(service).map(async (one) => [one, await one.metric('komitmen_relay_active', { service })] as const),
    );
    const pick = (wanted: number): ServiceInstance[] => states.filter(([, value]) => value === wanted).map(([one]) => one);
    return { active: pick(1), idle: pick(0) };
  };

  const oneActive = (service: Service): Promise<{ active: ServiceInstance; idle: ServiceInstance }> =>
    eventuallyHolds(async () => {
      const { active, idle } = await relays(service);
      const [first] = active;
      const [other] = idle;
      if (active.length !== 1 || first === undefined || other === undefined)
        throw new Error(`${active.length} relays of ${service} are active, ${idle.length} idle`);
      return { active: first, idle: other };
    });

  describe('two instances', () => {
    it(
      'when the one with the active relay is killed, the other takes over; nothing is lost, doubled or out of order',
      async () => {
        const before = await factsOfScorecards(cluster);
        const load = new SteadyLoad({ caller, governments: ['52.01', '52.02', '52.03', '52.04', '52.05', '52.06'], commandsPerSecond: 8 });
        ends.push(() => load.abandon());
        for (const service of SERVICES) {
          const { active, idle } = await oneActive(service);
          const killedAt = Date.now();
          await active.kill();
          await eventuallyHolds(async () => expect(await idle.metric('komitmen_relay_active', { service })).toBe(1));
          say(`${service}: the other relay was active after ${Date.now() - killedAt} ms`);
          await oneActive(service);
        }
        await load.stop();
        await settled(cluster, LIMIT_MS);
        expect(load.refused).toEqual([]);
        const effects = load.accepted.map(effectOf);
        expect(differences([...before, ...effects], await factsOfScorecards(cluster))).toEqual(NO_DIFFERENCES);
        const log = await logOf(cluster);
        expect(outOfOrder(log)).toEqual([]);
        expect(gapsAndDoubles(log.filter(isFact))).toEqual([]);
        say(`${load.accepted.length} commands meanwhile`);
      },
      4 * LIMIT_MS,
    );
  });

  describe('commands at two instances of budgets at the same time', () =>
    describeConcurrency(async () => {
      const token = await cluster.token('treasury-officer', '52.71');
      return { sessions: cluster.of('budgets').map(({ url }) => cluster.session(token, url)), payer: '52.71' };
    }));

  describe('liveness', () => {
    const watched = (service: Service): ServiceProcess[] => cluster.watched.filter(({ place }) => place.service === service);

    it(
      'a consumer that stands still while events wait fails its probe, the process ends with 1, and works again once it can',
      async () => {
        await settled(cluster, LIMIT_MS);
        const instances = watched('enrolment');
        const before = new Map(instances.map((one) => [one, one.exits.length]));
        const holder = await cluster.servers.client();
        await holder.query('BEGIN');
        await holder.query('SELECT 1 FROM enrolment.consumed_offsets FOR UPDATE');
        const begun = Date.now();
        const planner = await caller('planner', '52');
        const source = { title: 'Laporan uji', date: '2025-07-15' };
        const none = { government: '52.07', fiscalYear: 2031, holdsOn: '2025-07-15', source };
        expect((await planner.post('/api/commitments/none', none)).status).toBe(201);
        const failing = await eventuallyHolds(async () => {
          for (const one of instances) {
            const { status, text } = await one.probe('/livez');
            if (status === 503) return { one, text };
          }
          throw new Error('every process counts as alive');
        });
        say(`/livez failed after ${Date.now() - begun} ms: ${failing.text}`);
        expect(JSON.parse(failing.text)).toMatchObject({ state: 'down', detail: expect.stringMatching(/no event was handled/) });
        await eventuallyHolds(() => expect(failing.one.exits.length).toBeGreaterThan(before.get(failing.one) ?? 0));
        say(`the process ended after ${Date.now() - begun} ms`);
        expect(failing.one.exits.at(-1)).toMatchObject({ code: 1, signal: null });
        await holder.query('ROLLBACK');
        await holder.end();
        await settled(cluster, LIMIT_MS);
      },
      4 * LIMIT_MS,
    );

    // The last one: what it does to the topic cannot be undone.
    it(
      'a topic with another number of partitions is told and waited for; no process ends over it',
      async () => {
        const admin = new Kafka({ brokers: cluster.servers.brokers.split(','), logLevel: logLevel.NOTHING }).admin();
        await admin.connect();
        await admin.createPartitions({ topicPartitions: [{ topic: 'notifications', count: 9 }] });
        await admin.disconnect();
        const [one] = watched('regencies');
        if (one === undefined) throw new Error('regencies was not started');
        await one.kill();
        const before = one.exits.length;
        const detail = expect.stringMatching(/topics differ: notifications has 9 partitions, not 8/);
        await eventuallyHolds(async () =>
          expect(await one.readiness()).toMatchObject({ status: 200, parts: { events: { state: 'behind', detail } } }),
        );
        expect((await one.probe('/livez')).status).toBe(200);
        expect(one.exits).toHaveLength(before);
      },
      2 * LIMIT_MS,
    );
  });
});

const HEADCOUNT = { service: 'scorecards', type: 'enrolment.headcount-reported.v1' };
