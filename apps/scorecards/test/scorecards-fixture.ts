import type { EventData, EventType } from '@komitmen/contracts';
import {
  createPostgresEventLog,
  type EventLog,
  EventLogStrategy,
  migratePostgresEventLog,
  PARTITIONS_PER_TOPIC,
} from '@komitmen/messaging';
import {
  createLogger,
  createService,
  generateTokenKeys,
  type Role,
  type RunningService,
  type TokenKeys,
  TokenSigner,
  TokenVerifier,
} from '@komitmen/platform';
import { createTestDatabase, eventRecord, eventually, type TestDatabase } from '@komitmen/testing';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { scorecardsService } from '../src';
import type { Fact } from '../src/facts/fact';
import { NTB_GOVERNMENTS } from './ntb';

export interface LogEvent<T extends EventType = EventType> {
  readonly id: string;
  readonly type: T;
  readonly data: EventData<T>;
}

export const event = <T extends EventType>(type: T, data: EventData<T>): LogEvent<T> => ({ id: uuidv7(), type, data });

export const governmentEvents = (): LogEvent[] =>
  NTB_GOVERNMENTS.map((government) => event('regencies.government-registered.v1', { ...government }));

export const factEvent = ({ eventId: id, type, data }: Fact): LogEvent => ({ id, type, data });

/** What the three forerunners say of one day. */
export const dayEvents = (date: string): LogEvent[] => [
  event('regencies.business-day-began.v1', { province: '52', date, time: '09:00', zone: 'Asia/Makassar', mode: 'demonstration' }),
  event('budgets.business-day-reached.v1', { province: '52', date }),
  event('enrolment.business-day-reached.v1', { province: '52', date }),
];

export interface Answer {
  readonly status: number;
  readonly etag: string | undefined;
  readonly body: unknown;
}

/** The whole service on a database and an event log of its own. */
export class ScorecardsFixture {
  private constructor(
    private readonly database: TestDatabase,
    private readonly log: EventLog,
    private readonly keys: TokenKeys,
    readonly service: RunningService,
  ) {}

  static async start(): Promise<ScorecardsFixture> {
    const database = await createTestDatabase();
    const connection = { connectionString: database.url };
    await migratePostgresEventLog({ connection });
    const log = createPostgresEventLog({ connection });
    await log.ensureTopics(['regencies', 'budgets', 'enrolment', 'scorecards'].map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC })));
    const keys = await generateTokenKeys();
    const service = await createService(scorecardsService, {
      databaseUrl: database.url,
      eventLog: log,
      tokens: new TokenVerifier(keys.publicKeys),
      logger: createLogger('fatal'),
    });
    return new ScorecardsFixture(database, log, keys, service);
  }

  /** Puts events on the log in this order and waits until all are handled. */
  async send(...events: readonly LogEvent[]): Promise<void> {
    await this.log.producer().append(events.map(({ id, type, data }) => eventRecord(type, id, data, { id })));
    await this.settled();
  }

  async settled(): Promise<void> {
    const strategy = this.service.app.get(EventLogStrategy);
    await eventually(async () => expect(await strategy.progress()).toMatchObject({ lag: 0n, trouble: null }), { timeoutMs: 20_000 });
  }

  /** Waits until everything published has reached the log. */
  async settledOutbox(): Promise<void> {
    await eventually(async () => expect(await this.sql('SELECT 1 FROM scorecards.outbox')).toEqual([]));
  }

  async sql<Row>(query: string): Promise<Row[]> {
    const client = new Client({ connectionString: this.database.url });
    await client.connect();
    try {
      return (await client.query(query)).rows as Row[];
    } finally {
      await client.end();
    }
  }

  /** Everything this service has published, oldest first. */
  publishedEvents(): Promise<{ type: string; value: string }[]> {
    return this.sql(
      `SELECT headers->>'ce_type' AS type, value FROM event_log.records r JOIN event_log.partitions p ON p.id = r.partition_id
       WHERE p.topic = 'scorecards' ORDER BY p.partition, r.record_offset`,
    );
  }

  async published(type: EventType): Promise<Record<string, unknown>[]> {
    return (await this.publishedEvents())
      .filter((one) => one.type === type)
      .map(({ value }) => JSON.parse(value) as Record<string, unknown>);
  }

  async call(
    method: 'GET' | 'PUT' | 'POST',
    url: string,
    as: { role: Role; scope: string },
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const token = await new TokenSigner(this.keys.privateKey).sign({
      accountId: '01981000-0000-7000-8000-0000000000aa',
      sessionId: 's',
      ...as,
    });
    const answer = await this.service.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: answer.statusCode, etag: answer.headers.etag?.toString(), body: answer.json() };
  }

  /** Asks for a rebuild, or `/roll-back`, and waits for its end. */
  async rebuilt(path = '', body: object = {}): Promise<unknown> {
    const admin = { role: 'administrator', scope: '52' } as const;
    const url = '/api/system/scorecards/rebuild';
    const begun = await this.call('POST', url + path, admin, body);
    if (begun.status !== 200) throw new Error(`${begun.status} ${JSON.stringify(begun.body)}`);
    return eventually(
      async () => {
        const { body: state } = await this.call('GET', url, admin);
        expect(state).toMatchObject({ building: null });
        return state;
      },
      { timeoutMs: 20_000 },
    );
  }

  /** How many statements the service sends to its database while `work` runs. */
  async queriesDuring(work: () => Promise<unknown>): Promise<number> {
    const source = this.service.app.get(DataSource);
    const manager = source.manager;
    const query = manager.query.bind(manager);
    let count = 0;
    manager.query = (async (...given: Parameters<typeof query>) => {
      count += 1;
      return query(...given);
    }) as typeof manager.query;
    try {
      await work();
    } finally {
      manager.query = query;
    }
    return count;
  }

  async end(): Promise<void> {
    await this.service.close();
    await this.log.close();
    await this.database.drop();
  }
}
