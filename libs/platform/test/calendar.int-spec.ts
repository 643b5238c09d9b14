import { Controller, Module } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { BusinessDayBegan } from '@komitmen/contracts';
import {
  type ChunkContext,
  createPostgresEventLog,
  type Envelope,
  EVENT_LOG,
  type EventLog,
  migratePostgresEventLog,
  Outbox,
  PARTITIONS_PER_TOPIC,
  UnitOfWork,
} from '@komitmen/messaging';
import { BusinessClock, createLogger, createService, generateTokenKeys, type RunningService, TokenVerifier } from '@komitmen/platform';
import { createTestDatabase, eventRecord, eventually, type TestDatabase } from '@komitmen/testing';
import { DataSource } from 'typeorm';

/** Answers a day as `budgets` does. */
@Controller()
class DayConsumer {
  constructor(private readonly outbox: Outbox) {}

  @EventPattern<string>('regencies.business-day-began.v1', EVENT_LOG)
  async began(@Payload() { data: { province, date } }: Envelope<BusinessDayBegan>, @Ctx() _: ChunkContext): Promise<void> {
    await this.outbox.publish({
      type: 'enrolment.business-day-reached.v1',
      subject: province,
      province,
      aggregateVersion: 1,
      data: { province, date },
    });
  }
}

@Module({ controllers: [DayConsumer] })
class DayModule {}

const definition = { name: 'enrolment', module: DayModule, entities: [], migrations: [], prefixes: [], consumes: ['regencies'] };
const monday = { province: '52', date: '2025-07-14', time: '09:00', zone: 'Asia/Makassar', mode: 'demonstration' } as const;
const tuesday = { ...monday, date: '2025-07-15' } as const;

describe('the calendar that a service keeps', () => {
  let database: TestDatabase;
  let eventLog: EventLog;
  let service: RunningService;
  let clock: BusinessClock;

  async function began(data: BusinessDayBegan): Promise<void> {
    const { province } = data;
    await eventLog.producer().append([eventRecord('regencies.business-day-began.v1', province, data, { province })]);
  }

  const isAt = (province: string, date: string): Promise<void> =>
    eventually(async () => {
      expect((await clock.now(province)).date).toBe(date);
    });

  /** What stands in the province's partition of the service's own topic, in order. */
  async function published(): Promise<string[]> {
    const rows: { key: string; value: string }[] = await service.app.get(DataSource).query(
      `SELECT r.key, r.value FROM event_log.records r JOIN event_log.partitions p ON p.id = r.partition_id
        WHERE p.topic = 'enrolment' ORDER BY p.id, r.record_offset`,
    );
    const events = rows.map(({ key, value }) => ({ key, ...(JSON.parse(value) as { province: string; date: string }) }));
    return events.filter(({ province }) => province === '52').map(({ key, date }) => `${key} on ${date}`);
  }

  const waiting = async (): Promise<number> => {
    const rows: unknown[] = await service.app
      .get(DataSource)
      .query(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO calendar%'`);
    return rows.length;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    const connection = { connectionString: database.url };
    await migratePostgresEventLog({ connection });
    eventLog = createPostgresEventLog({ connection, leaseMs: 1_500 });
    await eventLog.ensureTopics(['regencies', 'enrolment'].map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC })));
    const keys = await generateTokenKeys();
    service = await createService(definition, {
      databaseUrl: database.url,
      eventLog,
      tokens: new TokenVerifier(keys.publicKeys),
      logger: createLogger('error'),
    });
    clock = service.app.get(BusinessClock);
  });

  afterAll(async () => {
    await service.close();
    await eventLog.close();
    await database.drop();
  });

  it('is asked for again with 503 until the province’s first day has begun', async () => {
    await expect(clock.now('64')).rejects.toMatchObject({ status: 503, code: 'calendar-not-begun', more: { data: { province: '64' } } });
    await expect(service.app.get(UnitOfWork).run(() => clock.now('64'))).rejects.toMatchObject({ status: 503, code: 'calendar-not-begun' });
  });

  it('stands at the day’s own time in a demonstration', async () => {
    await began(monday);
    await isAt('52', monday.date);
    expect(await clock.now('52')).toEqual({ date: '2025-07-14', time: '09:00', zone: 'Asia/Makassar', standsStill: true });
  });

  it('goes with the wall when it is live', async () => {
    await began({ ...monday, province: '53', date: '2000-01-01', mode: 'live' });
    await isAt('53', '2000-01-01');
    expect(await clock.now('53')).toMatchObject({ time: '23:59', standsStill: false });
  });

  it('never goes back', async () => {
    await began({ ...monday, province: '51', date: '2025-07-15' });
    await began({ ...monday, province: '51', date: '2025-07-14' });
    await began({ ...monday, province: '51', date: '2025-07-15', time: '10:00' });
    await eventually(async () => {
      expect(await clock.now('51')).toMatchObject({ date: '2025-07-15', time: '10:00' });
    });
  });

  it('lets no event of an earlier day stand behind the answer to the next', async () => {
    await isAt('52', monday.date);
    const unitOfWork = service.app.get(UnitOfWork);
    await unitOfWork.run(async () => {
      const { date } = await clock.now('52');
      await began(tuesday);
      await eventually(async () => {
        expect(await waiting()).toBe(1);
      });
      await service.app.get(Outbox).publish({
        type: 'enrolment.business-day-reached.v1',
        subject: 'a fact',
        province: '52',
        aggregateVersion: 1,
        data: { province: '52', date },
      });
    });
    await eventually(async () => {
      expect(await published()).toEqual(['52 on 2025-07-14', 'a fact on 2025-07-14', '52 on 2025-07-15']);
    });
  });
});
