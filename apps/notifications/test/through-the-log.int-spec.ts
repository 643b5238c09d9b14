import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventData, type EventType, SAMPLES, validateEvent } from '@komitmen/contracts';
import {
  createPostgresEventLog,
  type EventLog,
  type LogRecord,
  migratePostgresEventLog,
  PARTITIONS_PER_TOPIC,
  type StoredRecord,
} from '@komitmen/messaging';
import {
  createLogger,
  createService,
  generateTokenKeys,
  type Role,
  type RunningService,
  TokenSigner,
  TokenVerifier,
} from '@komitmen/platform';
import { createTestDatabase, eventRecord, eventually, type TestDatabase } from '@komitmen/testing';
import { notificationsService } from '../src';

const MATARAM = '52.71';

const record = <T extends EventType>(type: T, data: EventData<T>): LogRecord => eventRecord(type, 'subject', data);

const day = (date: string): LogRecord[] => [
  record('regencies.business-day-began.v1', { province: '52', date, time: '09:00', zone: 'Asia/Makassar', mode: 'demonstration' }),
  record('scorecards.business-day-reached.v1', { province: '52', date }),
];

describe('notifications on the event log', () => {
  let database: TestDatabase;
  let log: EventLog;
  let service: RunningService;
  let signer: TokenSigner;
  const published: StoredRecord[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), 'komitmen-data-'));

  beforeAll(async () => {
    process.env['DATA_DIR'] = dataDir;
    database = await createTestDatabase();
    const connection = { connectionString: database.url };
    await migratePostgresEventLog({ connection });
    log = createPostgresEventLog({ connection });
    await log.ensureTopics(['regencies', 'scorecards', 'notifications'].map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC })));
    const keys = await generateTokenKeys();
    signer = new TokenSigner(keys.privateKey);
    const tokens = new TokenVerifier(keys.publicKeys);
    service = await createService(notificationsService, {
      databaseUrl: database.url,
      eventLog: log,
      tokens,
      logger: createLogger('fatal'),
    });
    const reader = log.consumer({ group: 'reader', topics: ['notifications'] });
    await reader.run(async (batch) => {
      published.push(...batch.records);
      await batch.commit(batch.highWatermark);
    });
  });
  afterAll(async () => {
    await service.close();
    await log.close();
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const types = (): string[] => published.map((one) => one.headers['ce_type'] ?? '');
  const get = async (url: string, role: Role, scope: string) => {
    const token = await signer.sign({ accountId: 'account', role, scope, sessionId: 'session' });
    return service.app.inject({ method: 'GET', url, headers: { authorization: `Bearer ${token}` } });
  };

  it('turns a flag into letters, tells of them, and lets the calendar go on', async () => {
    const flagged = { ...SAMPLES['scorecards.laggard-flagged.v1'], government: MATARAM, since: '2025-07-14', businessDate: '2025-07-14' };
    const twice = record('scorecards.laggard-flagged.v1', flagged);
    await log.producer().append([
      record('regencies.government-registered.v1', {
        ...SAMPLES['regencies.government-registered.v1'],
        code: MATARAM,
        name: 'Kota Mataram',
        province: '52',
      }),
      ...(['regional-secretary', 'treasury-office', 'labour-office'] as const).map((post) =>
        record('regencies.official-registered.v1', {
          government: MATARAM,
          post,
          title: `Pejabat ${post}`,
          email: `${post}@contoh.example`,
        }),
      ),
      twice,
      twice,
      ...day('2025-07-14'),
    ]);
    await eventually(() => expect(types()).toContain('notifications.business-day-reached.v1'));
    await log.producer().append(day('2025-07-15'));
    await eventually(() => expect(types().filter((type) => type === 'notifications.business-day-reached.v1')).toHaveLength(2));
    await eventually(() =>
      expect(types().toSorted()).toEqual([
        ...Array<string>(2).fill('notifications.business-day-reached.v1'),
        ...Array<string>(3).fill('notifications.reminder-scheduled.v1'),
        ...Array<string>(3).fill('notifications.reminder-sent.v1'),
      ]),
    );
    // The day is told after its letters.
    expect(types().at(-1)).toBe('notifications.business-day-reached.v1');
    expect(published.flatMap((one) => validateEvent(one.headers['ce_type'] as EventType, JSON.parse(one.value)))).toEqual([]);
  });

  it('answers by role and scope', async () => {
    const list = await get('/api/reminders?government=52.71&state=sent', 'planner', '52');
    expect(list.statusCode).toBe(200);
    expect(list.json()).toHaveLength(3);
    expect((await get('/api/reminders', 'treasury-officer', '52.01')).json()).toEqual([]);
    expect((await get('/api/reminders?government=52.71', 'treasury-officer', '52.01')).statusCode).toBe(403);
    expect((await get('/api/reminders?state=unknown', 'planner', '52')).statusCode).toBe(400);
    const letter = '/api/reminders/letters/52.71-labour-office-2025-07-15';
    expect((await get(letter, 'enrolment-officer', MATARAM)).statusCode).toBe(200);
    expect((await get(letter, 'enrolment-officer', '52.01')).statusCode).toBe(403);
    expect((await get(`${letter}.eml`, 'enrolment-officer', '52.01')).statusCode).toBe(403);
    expect((await get(`${letter}.eml`, 'administrator', '52')).headers['content-type']).toBe('message/rfc822');
    expect((await get('/api/reminders/letters/none', 'administrator', '52')).statusCode).toBe(404);
    expect((await service.app.inject({ method: 'GET', url: letter })).statusCode).toBe(401);
  });
});
