import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LaggardFlagged, RuleName } from '@komitmen/contracts';
import { validateEvent, type EventType } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';
import { type ChunkContext, type Envelope, type NewEvent, Outbox, UnitOfWork } from '@komitmen/messaging';
import {
  BusinessClock,
  type BusinessNow,
  dataSourceOptions,
  Health,
  type HealthCheck,
  type PartHealth,
  runMigrations,
} from '@komitmen/platform';
import { createTestDatabase } from '@komitmen/testing';
import { ConsoleLogger, Module, type INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { notificationsService } from '../src';
import { BusinessDaysConsumer } from '../src/business-day/business-days.consumer';
import { letterQueue } from '../src/delivery/letter-queue.service';
import { LETTER_QUEUE, Scanner } from '../src/delivery/scanner.service';
import { FlagsConsumer } from '../src/flag/flags.consumer';
import { LetterRow } from '../src/letter/letter.entity';
import { NotificationsModule } from '../src/notifications.module';
import { RecipientsConsumer } from '../src/recipient/recipients.consumer';
import { ReminderRow } from '../src/reminder/reminder.entity';
import { CONFIGURATION, type Configuration, configurationFrom } from '../src/settings';

export const PROVINCE = '52';
export const POSTS = ['regional-secretary', 'treasury-office', 'labour-office'] as const;
const TITLES = { 'regional-secretary': 'Sekretaris Daerah', 'treasury-office': 'Kepala BPKAD', 'labour-office': 'Kepala Disnaker' };

export interface FixtureOptions {
  readonly configuration?: Partial<Configuration>;
  readonly firstRetryMs?: number;
  readonly lockMs?: number;
  readonly concurrency?: number;
  /** To start a second time on the same database. */
  readonly databaseUrl?: string;
}

/** The service's own parts on a real database; the event log is stood in for by chunks given by hand. */
export class NotificationsFixture {
  private constructor(
    private readonly app: INestApplicationContext,
    readonly events: NewEvent[],
    readonly now: { moment: BusinessNow },
    readonly configuration: Configuration,
    readonly databaseUrl: string,
    private readonly drop: () => Promise<void>,
    private readonly checks: ReadonlyMap<string, HealthCheck>,
  ) {}

  static async start(options: FixtureOptions = {}): Promise<NotificationsFixture> {
    const database =
      options.databaseUrl === undefined ? await createTestDatabase() : { url: options.databaseUrl, drop: () => Promise.resolve() };
    const { entities, migrations } = notificationsService;
    const source = dataSourceOptions('notifications', database.url, entities, migrations);
    await runMigrations(source);
    const events: NewEvent[] = [];
    const checks = new Map<string, HealthCheck>();
    const now = { moment: { date: '2025-07-14' as BusinessDate, time: '09:00', zone: 'Asia/Makassar', standsStill: true } };
    const configuration = { ...configurationFrom({}), dataDir: mkdtempSync(join(tmpdir(), 'komitmen-mail-')), ...options.configuration };
    const { firstRetryMs = 50, lockMs = 2_000, concurrency = 4 } = options;
    const queue = letterQueue({
      redisUrl: configuration.redisUrl,
      databaseUrl: database.url,
      firstRetryMs,
      lockMs,
      concurrency,
      closeWithinMs: 300,
    });
    const app = await Test.createTestingModule({
      imports: [TypeOrmModule.forRoot(source), surroundings(events, now, checks), NotificationsModule],
    })
      .overrideProvider(CONFIGURATION)
      .useValue(configuration)
      .overrideProvider(LETTER_QUEUE)
      .useValue(queue)
      .setLogger(new ConsoleLogger({ logLevels: ['error', 'fatal'] }))
      .compile();
    await app.init();
    return new NotificationsFixture(app, events, now, configuration, database.url, () => database.drop(), checks);
  }

  get<T>(type: abstract new (...args: never[]) => T): T {
    return this.app.get<T>(type);
  }

  /** Hands events over as one chunk: one transaction, and what was put off runs before it commits. */
  async chunk(work: (context: ChunkContext) => Promise<void>): Promise<void> {
    await this.get(UnitOfWork).run(async () => {
      const planned = new Map<string, () => Promise<void>>();
      await work({
        rebuilding: false,
        atChunkEnd: (key: string, late: () => Promise<void>) => planned.set(key, late),
      } as unknown as ChunkContext);
      for (const [, late] of [...planned].sort(([a], [b]) => (a < b ? -1 : 1))) await late();
    });
  }

  async registerGovernment(code: string, name: string): Promise<void> {
    const consumer = this.get(RecipientsConsumer);
    const government = { code, name, kind: 'kota', province: PROVINCE, timeZone: 'Asia/Makassar', tile: null } as const;
    await this.chunk(async (context) => {
      await consumer.governmentRegistered(envelope(government));
      for (const post of POSTS) {
        const data = { government: code, post, title: `${TITLES[post]} ${name}`, email: addressOf(code, post) };
        await consumer.officialRegistered(envelope(data), context);
      }
    });
  }

  async flag(flagId: string, government: string, since: string, rule: RuleName = 'zero-coverage', said?: string): Promise<void> {
    await this.chunk((context) => this.get(FlagsConsumer).flagged(envelope(flagged(flagId, government, since, rule, said)), context));
  }

  async clear(flagId: string, government: string, since: string): Promise<void> {
    const { evidence: _evidence, clears: _clears, ...data } = flagged(flagId, government, since, 'zero-coverage');
    await this.chunk((context) => this.get(FlagsConsumer).cleared(envelope(data), context));
  }

  /** The calendar begins a day, and scorecards have evaluated it. */
  async day(date: string, time = '09:00', standsStill = true): Promise<void> {
    const consumer = this.get(BusinessDaysConsumer);
    this.now.moment = { date: date as BusinessDate, time, zone: 'Asia/Makassar', standsStill };
    const began = { province: PROVINCE, date, time, zone: 'Asia/Makassar', mode: standsStill ? 'demonstration' : 'live' } as const;
    await this.chunk((context) => consumer.began(envelope(began), context));
    await this.chunk((context) => consumer.evaluated(envelope({ province: PROVINCE, date }), context));
  }

  /** Wakes the scan for what is due, as the poll would, and waits for its end. */
  async scan(): Promise<void> {
    this.get(Scanner).wake();
    await this.get(Scanner).idle();
  }

  reminders(): Promise<ReminderRow[]> {
    return this.get(DataSource).manager.find(ReminderRow, { order: { flagId: 'ASC', post: 'ASC' } });
  }

  letters(): Promise<LetterRow[]> {
    return this.get(DataSource).manager.find(LetterRow, { order: { id: 'ASC' } });
  }

  /** What the service says of one of its own parts. */
  async health(part: string): Promise<PartHealth | undefined> {
    return this.checks.get(part)?.();
  }

  sql(statement: string): Promise<unknown> {
    return this.get(DataSource).query(statement);
  }

  eventsOf(type: string): NewEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  /** The days that were reported as reached. */
  reached(): string[] {
    return this.eventsOf('notifications.business-day-reached.v1').map((event) => (event.data as { date: string }).date);
  }

  /** Closes the service and leaves its database. */
  stop(): Promise<void> {
    return this.app.close();
  }

  async end(): Promise<void> {
    await this.stop();
    await this.drop();
    rmSync(this.configuration.dataDir, { recursive: true, force: true });
  }
}

export const addressOf = (government: string, post: string): string => `${post}.${government.replace('.', '')}@contoh.example`;

function flagged(
  flagId: string,
  government: string,
  since: string,
  rule: RuleName,
  statement = 'belum menanggung satu pun peserta',
): LaggardFlagged {
  return {
    flagId,
    government,
    fiscalYear: 2025,
    rule,
    ruleVersion: 1,
    link: 'protection',
    since,
    businessDate: since,
    evidence: [{ statement, source: { title: 'Suara NTB', date: '2025-07-14' } }],
    clears: { code: 'headcount-above-zero', params: {} },
  };
}

const envelope = <T>(data: T): Envelope<T> => ({ data, partitionkey: PROVINCE }) as unknown as Envelope<T>;

function surroundings(events: NewEvent[], now: { readonly moment: BusinessNow }, checks: Map<string, HealthCheck>) {
  const publish = (event: NewEvent): Promise<string> => {
    const problems = validateEvent(event.type as EventType, event.data);
    if (problems.length > 0) return Promise.reject(new Error(problems.join('; ')));
    events.push(event);
    return Promise.resolve('id');
  };
  const providers = [
    UnitOfWork,
    { provide: Health, useValue: { add: (name: string, check: HealthCheck) => void checks.set(name, check) } },
    { provide: Outbox, useValue: { publish } },
    { provide: BusinessClock, useValue: { now: () => Promise.resolve(now.moment) } },
  ];
  @Module({ providers, exports: providers })
  class Surroundings {}
  return { module: Surroundings, global: true };
}
