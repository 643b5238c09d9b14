import { PATHS } from '@komitmen/contracts';
import type { PartHealth, ServiceHealth } from '@komitmen/platform';
import { eventually } from '@komitmen/testing';
import { Kafka, logLevel } from 'kafkajs';
import type { Overview } from '../views';
import { Cluster, CONSUMED, type Service, SERVICES, START_MS } from './cluster';
import { settled } from './evidence';

const LIMIT_MS = 90_000;
const STEP_MS = 3 * LIMIT_MS + 30_000;
const BEHIND_GATEWAY = SERVICES.filter((service) => service !== 'gateway');

interface Health {
  readonly state: string;
  readonly services: Readonly<Record<string, ServiceHealth>>;
}

/** Everything is away when the services start and comes back piece by piece; no process may end over it. */
describe('services that start before the servers they need', () => {
  let cluster: Cluster;
  let pids: number[];
  const ends: (() => Promise<void>)[] = [];
  const pidsNow = (): number[] => cluster.running.map(({ pid }) => pid);

  beforeAll(async () => {
    cluster = await Cluster.prepare({ demo: 'off' });
    ends.push(() => cluster.remove());
    await withoutTopic('budgets');
    await Promise.all([cluster.servers.kafka.stop(), cluster.servers.redis.stop(), cluster.servers.postgres.stop()]);
    await cluster.startServices();
    pids = pidsNow();
  }, START_MS);

  afterAll(async () => {
    for (const end of ends) await end();
  });

  afterEach(() => {
    expect(pidsNow()).toEqual(pids);
    expect(cluster.watched.flatMap(({ name, exits }) => exits.map((exit) => [name, exit]))).toEqual([]);
  });

  async function withoutTopic(topic: string): Promise<void> {
    const admin = new Kafka({ brokers: cluster.servers.brokers.split(','), logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [topic] });
    await admin.disconnect();
  }

  /** What a service's own readiness probe says of one part. */
  const part = async (service: Service, name: string): Promise<PartHealth | undefined> =>
    (await cluster.the(service).readiness()).parts[name];

  async function healthOf(service: Service): Promise<ServiceHealth | undefined> {
    const { body } = await cluster.session(null).get<Health>('/api/health');
    return body.services[service];
  }

  const eventuallyHolds = (look: () => Promise<void>): Promise<void> => eventually(look, { timeoutMs: LIMIT_MS, everyMs: 250 });

  it(
    'with nothing there: every process lives, is not ready, and says that it waits for the database',
    async () => {
      for (const service of SERVICES) {
        const one = cluster.the(service);
        await eventuallyHolds(async () => {
          expect(await one.readiness()).toMatchObject({
            status: 503,
            state: 'down',
            parts: { database: { state: 'down', detail: expect.stringMatching(/the database does not answer/) } },
          });
          expect((await one.probe('/livez')).status).toBe(200);
        });
      }
    },
    STEP_MS,
  );

  it(
    'with nothing there: requests and the question for health are answered 503, as problems',
    async () => {
      const paths = [...BEHIND_GATEWAY.map((service) => [service, PATHS[service][0]] as const), ['gateway', '/api/health'] as const];
      for (const [service, path] of paths) {
        const answer = await cluster.session(null, cluster.the(service).url).get<{ code: string }>(path);
        expect([service, answer.status, answer.body.code]).toEqual([service, 503, 'starting']);
        expect(answer.headers.get('content-type')).toContain('application/problem+json');
      }
    },
    STEP_MS,
  );

  it(
    'with PostgreSQL: all serve, and say of broker and queue that they do not answer',
    async () => {
      await cluster.servers.postgres.start();
      for (const service of SERVICES) {
        await eventuallyHolds(async () => {
          const health = await cluster.the(service).readiness();
          expect(health).toMatchObject({ status: 200, parts: { database: { state: 'up' } } });
          expect(health.parts['events']).toEqual({ state: 'behind', detail: 'the event log does not answer' });
          expect(health.parts['relay']).toEqual({ state: 'behind', detail: 'what it needs does not answer' });
        });
      }
      await eventuallyHolds(async () => {
        expect(await part('notifications', 'queue')).toMatchObject({ state: 'down', detail: expect.stringMatching(/Redis/) });
        expect(await healthOf('notifications')).toMatchObject({ state: 'down', parts: { queue: { state: 'down' } } });
        expect(await healthOf('scorecards')).toMatchObject({ state: 'up', parts: { events: { state: 'behind' } } });
        expect((await cluster.session(null).get('/api/health')).status).toBe(503);
      });
    },
    STEP_MS,
  );

  it(
    'with the broker, but without one topic: who needs it says which one and how it is made, the others go on',
    async () => {
      await cluster.servers.kafka.start();
      const needy = SERVICES.filter((service) => CONSUMED[service]?.includes('budgets'));
      expect(needy.length).toBeGreaterThan(0);
      const wanted = { state: 'behind', detail: expect.stringMatching(/topics missing: budgets.*topics create/) };
      for (const service of needy) await eventuallyHolds(async () => expect(await part(service, 'events')).toMatchObject(wanted));
      await eventuallyHolds(async () => expect(await part('budgets', 'relay')).toMatchObject(wanted));
      for (const service of BEHIND_GATEWAY.filter((one) => one !== 'budgets' && !needy.includes(one)))
        await eventuallyHolds(async () => {
          expect([service, await part(service, 'events')]).toEqual([service, { state: 'up' }]);
          expect([service, await part(service, 'relay')]).toEqual([service, { state: 'up' }]);
        });
    },
    STEP_MS,
  );

  it(
    'once the topic is made, all events flow by themselves',
    async () => {
      expect(await cluster.command(['topics', 'create'])).toContain('Topics created: budgets');
      for (const service of SERVICES)
        await eventuallyHolds(async () => {
          expect([service, await part(service, 'events')]).toEqual([service, { state: 'up' }]);
          expect([service, await part(service, 'relay')]).toEqual([service, { state: 'up' }]);
        });
    },
    STEP_MS,
  );

  it(
    'with Redis: all is well, and what was published while the broker was away has arrived',
    async () => {
      await cluster.servers.redis.start();
      await settled(cluster, LIMIT_MS);
      const planner = cluster.session(await cluster.token('planner', '52'));
      const { body } = await planner.get<Overview>('/api/scorecards?fiscalYear=2026');
      expect(body.rows.length).toBeGreaterThanOrEqual(11);
    },
    STEP_MS,
  );
});
