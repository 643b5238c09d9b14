import { isKnownEvent, validateEvent } from '@komitmen/contracts';
import { createPostgresEventLog, type EventLog, migratePostgresEventLog, PARTITIONS_PER_TOPIC } from '@komitmen/messaging';
import {
  createLogger,
  createService,
  generateTokenKeys,
  type Role,
  type RunningService,
  type ServiceRuntime,
  TokenSigner,
  TokenVerifier,
} from '@komitmen/platform';
import { createTestDatabase, eventRecord, eventually, type TestDatabase } from '@komitmen/testing';
import { Client } from 'pg';
import { regenciesService } from '../src';

export interface Answer {
  readonly status: number;
  readonly etag: string | undefined;
  // An expectation looks into it.
  readonly body: Record<string, unknown> & { readonly length?: number };
}

interface Sent {
  readonly role?: Role;
  readonly scope?: string;
  readonly headers?: Record<string, string>;
}

export interface LoggedEvent {
  readonly type: string;
  readonly key: string;
  readonly version: number;
  readonly data: Record<string, unknown>;
}

/** The regencies service on a database of its own, asked as over HTTP; the other services are played by the test. */
export class Regencies {
  private service: RunningService | undefined;

  private constructor(
    private readonly database: TestDatabase,
    private readonly log: EventLog,
    private readonly runtime: ServiceRuntime,
    private readonly signer: TokenSigner,
  ) {}

  static async start(demo: 'on' | 'off'): Promise<Regencies> {
    process.env['DEMO'] = demo;
    const database = await createTestDatabase();
    const connection = { connectionString: database.url };
    await migratePostgresEventLog({ connection });
    const eventLog = createPostgresEventLog({ connection, leaseMs: 1_500 });
    await eventLog.ensureTopics(['regencies', 'notifications'].map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC })));
    const keys = await generateTokenKeys();
    const runtime = {
      databaseUrl: database.url,
      eventLog,
      tokens: new TokenVerifier(keys.publicKeys),
      logger: createLogger('silent'),
    };
    const regencies = new Regencies(database, eventLog, runtime, new TokenSigner(keys.privateKey));
    await regencies.restart();
    return regencies;
  }

  async restart(): Promise<void> {
    await this.service?.close();
    this.service = await createService(regenciesService, this.runtime);
  }

  async stopService(): Promise<void> {
    await this.service?.close();
    this.service = undefined;
  }

  async stop(): Promise<void> {
    await this.stopService();
    await this.log.close();
    await this.database.drop();
  }

  get(path: string, sent: Sent = {}): Promise<Answer> {
    return this.ask('GET', path, undefined, sent);
  }

  post(path: string, body: object, sent: Sent = {}): Promise<Answer> {
    return this.ask('POST', path, body, sent);
  }

  /** Sets the clock as the loader of a demonstration does, and finishes that day. */
  async standAt(date: string): Promise<void> {
    await this.post('/api/calendar/52/set', { date, time: '09:00' }, { role: 'administrator' });
    await this.finish(date);
  }

  /** What notifications publishes once every service has finished a day. */
  async finish(date: string): Promise<void> {
    await this.reach(date);
    await eventually(async () => {
      const [row] = await this.sql<{ done: boolean }>(`SELECT finished_on >= $1::date AS done FROM regencies.calendar_state`, [date]);
      if (row?.done !== true) throw new Error(`${date} is not finished`);
    });
  }

  async reach(date: string): Promise<void> {
    const reached = eventRecord('notifications.business-day-reached.v1', `day-52-${date}`, { province: '52', date });
    await this.log.producer().append([reached]);
  }

  /** Events that have come to the log, in order, each held against its contract; waits for the outbox to be empty. */
  async events(...types: string[]): Promise<LoggedEvent[]> {
    await eventually(async () => {
      const [row] = await this.sql<{ waiting: string }>('SELECT count(*) AS waiting FROM regencies.outbox');
      if (row?.waiting !== '0') throw new Error('the outbox is not empty');
    });
    const rows = await this.sql<{ key: string; value: string; headers: Record<string, string> }>(
      `SELECT r.key, r.value, r.headers FROM event_log.records r JOIN event_log.partitions p ON p.id = r.partition_id
       WHERE p.topic = 'regencies' ORDER BY r.record_offset`,
    );
    const events = rows.map(({ key, value, headers }): LoggedEvent => ({
      type: headers['ce_type'] ?? '',
      key,
      version: Number(headers['ce_aggregateversion']),
      data: JSON.parse(value) as Record<string, unknown>,
    }));
    for (const { type, data } of events) expect(isKnownEvent(type) ? validateEvent(type, data) : [`unknown ${type}`]).toEqual([]);
    return types.length === 0 ? events : events.filter(({ type }) => types.includes(type));
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

  private async ask(
    method: 'GET' | 'POST',
    url: string,
    body: object | undefined,
    { role = 'planner', scope = '52', headers = {} }: Sent,
  ): Promise<Answer> {
    if (!this.service) throw new Error('the service is stopped');
    const token = await this.signer.sign({ accountId: `${role}-1`, role, scope, sessionId: 's-1' });
    const response = await this.service.app.inject({
      method,
      url,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    });
    const etag = response.headers['etag'];
    return { status: response.statusCode, etag: typeof etag === 'string' ? etag : undefined, body: response.json<Answer['body']>() };
  }
}
