import { Controller, Module } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import {
  ChunkContext,
  createPostgresEventLog,
  type DeadLetterDetail,
  type Envelope,
  EVENT_LOG,
  type EventLog,
  migratePostgresEventLog,
} from '@komitmen/messaging';
import { createLogger, createService, generateTokenKeys, type RunningService, TokenSigner, TokenVerifier } from '@komitmen/platform';
import { createTestDatabase, eventRecord, eventually, type TestDatabase } from '@komitmen/testing';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { DataSource } from 'typeorm';

const CHANGED = 'gateway.account-changed.v1';
/** Subjects that the handler cannot digest, after it has written a row. */
const broken = new Set<string>();

@Controller()
class Handlers {
  @EventPattern<string>(CHANGED, EVENT_LOG)
  async handle(@Payload() { subject }: Envelope, @Ctx() { transaction }: ChunkContext): Promise<void> {
    await transaction.query(`INSERT INTO idempotency_keys (account, route, key, body_hash, status) VALUES ('effect', $1, $1, '', 0)`, [
      subject,
    ]);
    if (broken.has(subject)) throw new TypeError('planted');
  }
}

@Module({ controllers: [Handlers] })
class Reader {}

describe('dead letters over HTTP', () => {
  let database: TestDatabase;
  let eventLog: EventLog;
  let service: RunningService;
  let server: Server;
  let token: string;

  const send = async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const response = await fetch(`http://127.0.0.1:${port}/api/system/budgets/dead-letters${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as T };
  };
  const query = <T>(statement: string): Promise<T[]> => service.app.get(DataSource).query(statement);
  const effects = async (): Promise<string[]> =>
    (await query<{ key: string }>(`SELECT key FROM idempotency_keys WHERE account = 'effect' ORDER BY key`)).map(({ key }) => key);
  const audited = (): Promise<unknown[]> =>
    query(`SELECT account, role, event_type, subject, data->>'reason' AS reason FROM audit_log ORDER BY id`);

  /** Sets an event about that subject aside. @returns the dead letter's id. */
  const setAside = async (subject: string): Promise<string> => {
    broken.add(subject);
    const data = { accountId: subject, role: 'planner', scope: '52', change: 'created' } as const;
    await eventLog.producer().append([eventRecord(CHANGED, subject, data)]);
    return eventually(async () => {
      const { body } = await send<DeadLetterDetail[]>('GET', '?state=open');
      const found = body.find(({ key }) => key === subject);
      if (found === undefined) throw new Error(`nothing of ${subject} is set aside`);
      return found.id;
    });
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    const connection = { connectionString: database.url };
    await migratePostgresEventLog({ connection });
    eventLog = createPostgresEventLog({ connection });
    await eventLog.ensureTopics(['gateway', 'budgets'].map((name) => ({ name, partitions: 8 })));
    const { privateKey, publicKeys } = await generateTokenKeys();
    token = await new TokenSigner(privateKey).sign({ accountId: 'admin', role: 'administrator', scope: '52', sessionId: 's' });
    const definition = { name: 'budgets', module: Reader, consumes: ['gateway'], entities: [], migrations: [], prefixes: [] };
    const tokens = new TokenVerifier(publicKeys);
    service = await createService(definition, { databaseUrl: database.url, eventLog, tokens, logger: createLogger('silent') });
    server = createServer((request, response) => service.handle(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await service.close();
    await eventLog.close();
    await database.drop();
  });

  it('a replay that fails leaves nothing behind, also under an idempotency key; the next one gives the event its effect', async () => {
    const id = await setAside('replayed');
    const failed = await send('POST', `/${id}/replay`, undefined, { 'idempotency-key': 'first' });
    expect(failed).toMatchObject({ status: 200, body: { applied: 0, blockedBy: id } });
    expect(await effects()).toEqual([]);
    expect((await send('GET', `/${id}`)).body).toMatchObject({ state: 'open', cause: 'handler-failed', attempts: 4 });
    expect(await audited()).toEqual([]);
    broken.clear();
    const replayed = await send('POST', `/${id}/replay`, undefined, { 'idempotency-key': 'second' });
    expect(replayed).toMatchObject({ status: 200, body: { applied: 1, blockedBy: null } });
    expect(await effects()).toEqual(['replayed']);
    expect(await audited()).toEqual([
      { account: 'admin', role: 'administrator', event_type: 'dead-letter-replayed', subject: id, reason: null },
    ]);
  });

  it('a discard is kept with who decided it and why, there and in the audit, and once', async () => {
    const before = (await audited()).length;
    const id = await setAside('discarded');
    expect(await send('POST', `/${id}/discard`, { reason: '     ' })).toMatchObject({ status: 400 });
    const discard = () => send('POST', `/${id}/discard`, { reason: 'Salah ketik di Mataram' });
    expect([await discard(), await discard()]).toEqual(Array(2).fill({ status: 200, body: { applied: 0, blockedBy: null } }));
    expect((await send('GET', `/${id}`)).body).toMatchObject({
      state: 'discarded',
      decidedBy: 'admin',
      reason: 'Salah ketik di Mataram',
    });
    expect((await audited()).slice(before)).toEqual([
      { account: 'admin', role: 'administrator', event_type: 'dead-letter-discarded', subject: id, reason: 'Salah ketik di Mataram' },
    ]);
    expect(await effects()).toEqual(['replayed']);
  });

  it('one that is not there is answered 404, an id of another form 400', async () => {
    expect((await send('GET', '/01981000-0000-7000-8000-00000000ffff')).status).toBe(404);
    expect((await send('POST', '/01981000-0000-7000-8000-00000000ffff/discard', { reason: 'tidak ada' })).status).toBe(404);
    expect((await send('GET', '/seven')).status).toBe(400);
  });
});
