import { Controller, Module } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { createPostgresEventLog, EVENT_LOG, type EventLog, migratePostgresEventLog, Outbox, Relay, UnitOfWork } from '@komitmen/messaging';
import { createLogger, createService, generateTokenKeys, metricsRegistry, type RunningService, TokenVerifier } from '@komitmen/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@komitmen/testing';
import { Client } from 'pg';

const CHANGED = 'gateway.account-changed.v1';
let broken = false;
let hold = Promise.resolve();

@Controller()
class Handlers {
  @EventPattern<string>(CHANGED, EVENT_LOG)
  async handle(): Promise<void> {
    await hold;
    if (broken) throw new Error('planted');
  }
}

@Module({})
class Source {}

@Module({ controllers: [Handlers] })
class Reader {}

describe('the metrics of two services in one process', () => {
  let database: TestDatabase;
  let eventLog: EventLog;
  let source: RunningService;
  let reader: RunningService;

  const scrape = async (): Promise<Map<string, number>> => {
    const lines = (await metricsRegistry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]));
  };
  const sql = async (statement: string): Promise<void> => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  const publish = async (subject: string): Promise<void> => {
    const data = { accountId: subject, role: 'planner', scope: '52', change: 'created' };
    await source.app.get(UnitOfWork).run(async () => {
      await source.app.get(Outbox).publish({ type: CHANGED, subject, province: '52', aggregateVersion: 1, data });
    });
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    const connection = { connectionString: database.url };
    await migratePostgresEventLog({ connection });
    eventLog = createPostgresEventLog({ connection });
    await eventLog.ensureTopics(['gateway', 'budgets'].map((name) => ({ name, partitions: 8 })));
    const { publicKeys } = await generateTokenKeys();
    const runtime = { databaseUrl: database.url, eventLog, tokens: new TokenVerifier(publicKeys), logger: createLogger('silent') };
    const around = { entities: [], migrations: [], prefixes: [] };
    source = await createService({ name: 'gateway', module: Source, ...around }, runtime);
    reader = await createService({ name: 'budgets', module: Reader, consumes: ['gateway'], ...around }, runtime);
  });

  afterAll(async () => {
    await source.close();
    await reader.close();
    await eventLog.close();
    await database.drop();
  });

  it('tell what was handled, how long it took, and that nothing waits', async () => {
    await publish('a');
    await eventually(async () => {
      const found = await scrape();
      expect(found.get(`komitmen_event_handling_seconds_count{service="budgets",type="${CHANGED}"}`)).toBe(1);
      expect(Object.fromEntries(found)).toMatchObject({
        'komitmen_outbox_events{service="gateway"}': 0,
        'komitmen_outbox_oldest_age_seconds{service="gateway"}': 0,
        'komitmen_relay_active{service="gateway"}': 1,
        'komitmen_relay_active{service="budgets"}': 1,
        'komitmen_consumer_lag{service="budgets",topic="gateway"}': 0,
        'komitmen_consumer_alive{service="budgets"}': 1,
        'komitmen_dead_letters{service="budgets"}': 0,
        'komitmen_parked_events{service="budgets"}': 0,
      });
      expect([...found.keys()].filter((name) => /^komitmen_consumer_.*service="gateway"/.test(name))).toEqual([]);
    });
  });

  it('tell how many events wait while a handler takes its time, and that none does afterwards', async () => {
    let letGo: () => void = () => undefined;
    hold = new Promise((resolve) => (letGo = resolve));
    const lag = async (): Promise<number | undefined> => (await scrape()).get('komitmen_consumer_lag{service="budgets",topic="gateway"}');
    try {
      for (const subject of ['d', 'e', 'f']) await publish(subject);
      await eventually(async () => expect(await lag()).toBe(3));
    } finally {
      letGo();
    }
    await eventually(async () => expect(await lag()).toBe(0));
  });

  it('tell a dead letter and what is parked behind it', async () => {
    broken = true;
    await publish('b');
    await eventually(async () => expect((await scrape()).get('komitmen_dead_letters{service="budgets"}')).toBe(1));
    await publish('b');
    await eventually(async () => expect((await scrape()).get('komitmen_parked_events{service="budgets"}')).toBe(1));
    broken = false;
  });

  it('tell what waits in the outbox, and for how long', async () => {
    await source.app.get(Relay).stop();
    await publish('c');
    await sql(`UPDATE gateway.outbox SET created_at = now() - interval '90 seconds'`);
    const found = await scrape();
    expect(found.get('komitmen_outbox_events{service="gateway"}')).toBe(1);
    expect(found.get('komitmen_outbox_oldest_age_seconds{service="gateway"}')).toBeGreaterThanOrEqual(90);
    expect(found.get('komitmen_relay_active{service="gateway"}')).toBe(0);
  });

  it('lack what a table that hangs would tell, rather than say zero; the rest is told', async () => {
    const locker = new Client({ connectionString: database.url });
    await locker.connect();
    try {
      await locker.query('BEGIN; LOCK TABLE budgets.parked_events');
      const found = await scrape();
      expect([...found.keys()].filter((name) => /^komitmen_(outbox|dead|parked).*"budgets"/.test(name))).toEqual([]);
      expect(found.get('komitmen_consumer_alive{service="budgets"}')).toBe(1);
      expect(found.get('komitmen_outbox_events{service="gateway"}')).toBe(1);
    } finally {
      await locker.end();
    }
    await eventually(async () => expect((await scrape()).get('komitmen_parked_events{service="budgets"}')).toBe(1));
  });
});
