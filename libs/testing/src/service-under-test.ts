import { type EventData, type EventType, isKnownEvent, validateEvent } from '@komitmen/contracts';
import { createPostgresEventLog, type EventLog, migratePostgresEventLog, PARTITIONS_PER_TOPIC } from '@komitmen/messaging';
import {
  createLogger,
  createService,
  generateTokenKeys,
  type Role,
  type RunningService,
  type ServiceDefinition,
  TokenSigner,
  TokenVerifier,
} from '@komitmen/platform';
import { Client } from 'pg';
import { eventRecord } from './event-record';
import { eventually } from './eventually';
import { createTestDatabase, type TestDatabase } from './test-database';

export interface Account {
  readonly role: Role;
  readonly scope: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface PublishedEvent {
  readonly type: string;
  readonly subject: string;
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One service on a database of its own, asked as over HTTP; the test plays the services whose events it reads. */
export class ServiceUnderTest {
  private constructor(
    private readonly database: TestDatabase,
    private readonly log: EventLog,
    private readonly service: RunningService,
    private readonly signer: TokenSigner,
  ) {}

  static async start(definition: ServiceDefinition): Promise<ServiceUnderTest> {
    const database = await createTestDatabase();
    const connection = { connectionString: database.url };
    await migratePostgresEventLog({ connection });
    const eventLog = createPostgresEventLog({ connection, leaseMs: 1_500 });
    await eventLog.ensureTopics(
      [definition.name, ...(definition.consumes ?? [])].map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC })),
    );
    const keys = await generateTokenKeys();
    const runtime = { databaseUrl: database.url, eventLog, tokens: new TokenVerifier(keys.publicKeys), logger: createLogger('error') };
    const service = await createService(definition, runtime);
    return new ServiceUnderTest(database, eventLog, service, new TokenSigner(keys.privateKey));
  }

  async stop(): Promise<void> {
    await this.service.close();
    await this.log.close();
    await this.database.drop();
  }

  /** Appends an event of another service to the log, as that service's relay does. */
  async tell<T extends EventType>(type: T, subject: string, data: EventData<T>): Promise<void> {
    await this.log.producer().append([eventRecord(type, subject, data)]);
  }

  /** What the service published, in order; waits until its outbox is empty and holds every event against its contract. */
  async published(subject?: string): Promise<PublishedEvent[]> {
    await eventually(async () => {
      const [row] = await this.sql<{ waiting: string }>(`SELECT count(*) AS waiting FROM ${this.service.name}.outbox`);
      if (row?.waiting !== '0') throw new Error('the outbox is not empty');
    });
    const rows = await this.sql<{ key: string; value: string; headers: Record<string, string> }>(
      `SELECT r.key, r.value, r.headers FROM event_log.records r JOIN event_log.partitions p ON p.id = r.partition_id
        WHERE p.topic = $1 ORDER BY p.id, r.record_offset`,
      [this.service.name],
    );
    const events = rows.map(({ key, value, headers }): PublishedEvent => ({
      type: headers['ce_type'] ?? '',
      subject: key,
      version: Number(headers['ce_aggregateversion']),
      data: JSON.parse(value) as PublishedEvent['data'],
    }));
    for (const { type, data } of events) {
      const problems = isKnownEvent(type) ? validateEvent(type, data) : ['is no known event'];
      if (problems.length > 0) throw new Error(`${type}: ${problems.join('; ')}`);
    }
    return events.filter((event) => subject === undefined || event.subject === subject);
  }

  async sql<T extends object>(statement: string, parameters: unknown[] = []): Promise<T[]> {
    const client = new Client({ connectionString: this.database.url });
    await client.connect();
    try {
      return (await client.query<T>(statement, parameters)).rows;
    } finally {
      await client.end();
    }
  }

  get(as: Account, path: string): Promise<Answer> {
    return this.ask(as, 'GET', path, {});
  }

  post(as: Account, path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
    return this.ask(as, 'POST', path, headers, body);
  }

  /** An answer to somebody who has not signed in. */
  async anonymously(method: 'GET' | 'POST', url: string): Promise<number> {
    return (await this.service.app.inject({ method, url })).statusCode;
  }

  private async ask(
    { role, scope }: Account,
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string>,
    body?: object,
  ): Promise<Answer> {
    const token = await this.signer.sign({ accountId: `${role}-${scope}`, role, scope, sessionId: 'session-1' });
    const response = await this.service.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    return { status: response.statusCode, headers: response.headers, body: response.json<Answer['body']>() };
  }
}
