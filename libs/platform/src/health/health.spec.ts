import type { ConsumerProgress, EventLogStrategy, Relay, RelayState, UnitOfWork } from '@komitmen/messaging';
import type { DataSource } from 'typeorm';
import type { PartHealth } from '../service/service-definition';
import { Health } from './health';

const silence = (): Promise<never> => new Promise(() => undefined);
const idle: ConsumerProgress = {
  consumer: 'budgets',
  running: true,
  lastProgressAt: performance.now(),
  lag: 0n,
  lagByTopic: new Map(),
  waitingHere: 0n,
  trouble: null,
  stoppedReason: null,
};

interface Parts {
  readonly query?: () => Promise<unknown>;
  readonly progress?: () => Promise<ConsumerProgress>;
  readonly relay?: Partial<RelayState>;
  readonly lacks?: string;
}

function healthOf({ query = () => Promise.resolve([]), progress = () => Promise.resolve(idle), relay = {}, lacks }: Parts): Health {
  const state = (): RelayState => ({ active: true, lastPublishedAt: null, trouble: null, ...relay });
  return new Health(
    { query } as unknown as DataSource,
    { state } as unknown as Relay,
    { progress } as unknown as EventLogStrategy,
    { lacks: () => lacks ?? null } as unknown as UnitOfWork,
  );
}

describe('the health of a service', () => {
  it('is up when every part is', async () => {
    const parts = { database: { state: 'up' }, events: { state: 'up' }, relay: { state: 'up' } };
    expect(await healthOf({}).report()).toEqual({ state: 'up', parts });
  });

  it('answers within 3 s although every part hangs', async () => {
    const health = healthOf({ query: silence, progress: silence });
    health.add('queue', silence);
    const begun = Date.now();
    const down = { state: 'down', detail: 'does not answer within 2 s' };
    const report = {
      state: 'down',
      parts: { database: down, events: { state: 'behind', detail: 'the event log does not answer' }, relay: { state: 'up' }, queue: down },
    };
    expect(await Promise.all([health.report(), health.report()])).toEqual([report, report]);
    expect(Date.now() - begun).toBeLessThan(3_000);
  });

  it('looks once at a part that hangs, however often it is asked', async () => {
    let looks = 0;
    const health = healthOf({});
    health.add('queue', () => {
      looks += 1;
      return silence();
    });
    await Promise.all([health.report(), health.report()]);
    expect(looks).toBe(1);
  });

  it.each<[string, Partial<ConsumerProgress>, PartHealth]>([
    [
      'topics are missing',
      { trouble: 'topics missing: regencies', lag: null, waitingHere: null },
      { state: 'behind', detail: 'topics missing: regencies' },
    ],
    ['the log is away', { lag: null, waitingHere: null }, { state: 'behind', detail: 'the event log does not answer' }],
    ['events wait', { lag: 5n, waitingHere: 2n }, { state: 'behind', detail: '5 events wait' }],
    [
      'its consumer hangs',
      { lag: 5n, waitingHere: 2n, lastProgressAt: performance.now() - 60_000 },
      { state: 'down', detail: 'no progress, 2 events wait' },
    ],
    [
      'another instance is behind',
      { lag: 5n, waitingHere: 0n, lastProgressAt: performance.now() - 60_000 },
      { state: 'behind', detail: '5 events wait' },
    ],
    [
      'its consumer stopped for good',
      { stoppedReason: 'regencies has 4 partitions' },
      { state: 'down', detail: 'regencies has 4 partitions' },
    ],
  ])('tells when %s; behind is not down', async (_, progress, events) => {
    const report = await healthOf({ progress: () => Promise.resolve({ ...idle, ...progress }) }).report();
    expect(report.parts['events']).toEqual(events);
    expect(report.state).toBe(events.state === 'down' ? 'down' : 'up');
  });

  it('says what the database lacks while it still answers, and serves on', async () => {
    const report = await healthOf({ lacks: 'could not extend file "base/5/16444": No space left on device' }).report();
    const database = { state: 'behind', detail: 'the disk of the database is full; what is sent is taken when there is room again' };
    expect(report).toMatchObject({ state: 'up', parts: { database } });
  });

  it('says why a part failed, by its code', async () => {
    const refused = Object.assign(new Error('with an address'), { code: 'ECONNREFUSED' });
    const report = await healthOf({ query: () => Promise.reject(refused) }).report();
    expect(report.parts['database']).toEqual({ state: 'down', detail: 'does not answer (ECONNREFUSED)' });
  });
});
