import { createPostgresEventLog, type EventLog, migratePostgresEventLog, PARTITIONS_PER_TOPIC } from '@komitmen/messaging';
import { generateTokenKeys, runMigrations, serviceDatabase } from '@komitmen/platform';
import { createTestDatabase, eventRecord, eventually, Passage, type TestDatabase } from '@komitmen/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { garden } from './garden';
import { freePort, GardenProcess } from './garden-process';

const patiently = { timeoutMs: 30_000, everyMs: 200 };

describe('a service in a process of its own', () => {
  const endings: (() => Promise<unknown>)[] = [];
  let database: TestDatabase;
  let eventLog: EventLog;
  let passage: Passage;
  let client: Client;

  beforeEach(async () => {
    database = await createTestDatabase();
    const connection = { connectionString: database.url };
    await migratePostgresEventLog({ connection });
    eventLog = createPostgresEventLog({ connection });
    await eventLog.ensureTopics(['regencies', 'budgets'].map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC })));
    passage = await Passage.to(database.url);
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
  afterEach(async () => {
    for (const end of endings.splice(0).reverse()) await end();
    passage.shut();
    await client.end();
    await eventLog.close();
    await database.drop();
  });

  const start = async (environment: Record<string, string> = {}): Promise<GardenProcess> => {
    const started = new GardenProcess(
      { api: await freePort(), operations: await freePort() },
      {
        DATABASE_URL: passage.url,
        EVENT_LOG_URL: database.url,
        KAFKA_BROKERS: '127.0.0.1:1',
        TOKEN_PUBLIC_KEYS: JSON.stringify((await generateTokenKeys()).publicKeys),
        AUDIT_KEY: 'a-key',
        NIK_HASH_KEY: 'another-key',
        ...environment,
      },
    );
    endings.push(() => started.end('SIGKILL'));
    return started;
  };
  const prepare = (): Promise<void> => runMigrations(serviceDatabase(garden, database.url));
  const tell = async (): Promise<void> => {
    const data = { code: '52.71', name: 'Kota Mataram', kind: 'kota', province: '52', timeZone: 'Asia/Makassar', tile: null } as const;
    await eventLog.producer().append([eventRecord('regencies.government-registered.v1', data.code, data)]);
  };
  const ready = (service: GardenProcess) => eventually(async () => expect((await service.probe('/readyz')).status).toBe(200), patiently);
  const handled = (count: number) =>
    eventually(async () => {
      const { rows } = await client.query<{ n: number }>('SELECT count(*)::integer AS n FROM budgets.inbox');
      expect(rows[0]?.n).toBe(count);
    }, patiently);

  it('comes up before its database, says what it waits for, serves when it is there, and ends with 0 when told to', async () => {
    const service = await start();
    await eventually(async () => expect((await service.probe('/readyz')).text).toContain('the database does not answer'), patiently);
    expect(await service.api('/api/garden/plants')).toMatchObject({
      status: 503,
      text: expect.stringContaining('"starting"') as string,
    });
    await passage.open();
    await eventually(async () => expect((await service.probe('/readyz')).text).toContain('run \\"prepare\\"'), patiently);
    expect(await service.probe('/livez')).toMatchObject({ status: 200 });

    await prepare();
    await ready(service);
    expect(await service.api('/api/garden/plants')).toMatchObject({ status: 401 });
    await tell();
    await handled(1);
    expect((await service.probe('/metrics')).text).toContain('komitmen_process_cpu_seconds_total');
    expect(await service.end()).toBe(0);
    expect(service.lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(
      expect.arrayContaining(['budgets serves', 'stops']),
    );
  });

  it('ends by itself within 30 s when its consumer hangs, saying so at /livez first', async () => {
    await Promise.all([passage.open(), prepare()]);
    const service = await start();
    await ready(service);
    await tell();
    await handled(1);
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM budgets.consumed_offsets FOR UPDATE');
    await tell();
    const from = Date.now();
    await eventually(
      async () => expect(await service.probe('/livez')).toMatchObject({ status: 503, text: expect.stringContaining('no event') as string }),
      patiently,
    );
    expect(await service.ending()).toBe(1);
    expect(Date.now() - from).toBeLessThan(30_000);
    expect(service.lines.filter((line) => line.includes('"level":60'))).toHaveLength(1);
  });

  it('does not end while its database is away, and goes on when it is back', async () => {
    await Promise.all([passage.open(), prepare()]);
    const service = await start();
    await ready(service);
    passage.shut();
    await tell();
    await eventually(async () => expect((await service.probe('/readyz')).status).toBe(503), patiently);
    await delay(26_000);
    expect(await service.probe('/livez')).toMatchObject({ status: 200 });
    await passage.open();
    await ready(service);
    await handled(1);
    expect(service.exitCode).toBeNull();
  });

  it('refuses settings that it cannot use, every problem at once', async () => {
    const service = await start({ NIK_HASH_KEY: '', DATABASE_URL: 'mysql://here', TOKEN_PUBLIC_KEYS: '{}', KAFKA_BROKERS: 'nowhere' });
    expect(await service.ending()).toBe(1);
    expect(service.lines).toEqual([
      'The settings cannot be used:',
      expect.stringContaining('NIK_HASH_KEY is not set'),
      expect.stringContaining('DATABASE_URL must be'),
      expect.stringContaining('KAFKA_BROKERS must be'),
      expect.stringContaining('TOKEN_PUBLIC_KEYS must be'),
    ]);
  });
});
