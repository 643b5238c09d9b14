import { Body, Controller, Module, Param, Post, Put } from '@nestjs/common';
import { createPostgresEventLog, type EventLog, migratePostgresEventLog, Outbox, UnitOfWork } from '@komitmen/messaging';
import {
  Allow,
  createLogger,
  createService,
  generateTokenKeys,
  IfMatch,
  requireVersion,
  type RunningService,
  TokenSigner,
  TokenVerifier,
} from '@komitmen/platform';
import { createTestDatabase, type TestDatabase } from '@komitmen/testing';
import { IsInt, IsString, Min } from 'class-validator';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { DataSource } from 'typeorm';

class CountRequest {
  @IsString()
  government: string = '';

  @IsInt()
  @Min(1)
  persons: number = 0;
}

let runs = 0;
let hold: Promise<void> = Promise.resolve();

@Controller('api/counts')
class CountController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  @Post()
  @Allow({ roles: ['treasury-officer'], government: { in: 'body', field: 'government' } })
  async record(@Body() { government, persons }: CountRequest): Promise<{ version: number; persons: number }> {
    await this.unitOfWork.run(async () => {
      runs += 1;
      await hold;
      const data = { accountId: 'a', role: 'planner', scope: government, change: 'created' };
      await this.outbox.publish({ type: 'gateway.account-changed.v1', subject: 'a', province: '52', aggregateVersion: runs, data });
      if (persons === 13) throw new Error('a secret of the machine');
    });
    return { version: 1, persons };
  }

  @Put(':government')
  @Allow({ roles: ['treasury-officer'], government: { in: 'params', field: 'government' } })
  change(@Param('government') _government: string, @IfMatch() version: number): { version: number } {
    requireVersion(4, version);
    return { version: 5 };
  }
}

@Module({ controllers: [CountController] })
class CountModule {}

describe('a service on the platform', () => {
  let database: TestDatabase;
  let eventLog: EventLog;
  let service: RunningService;
  let server: Server;
  let base: string;
  let token: string;

  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
  };
  const auditRows = async (): Promise<number> => {
    const rows: { n: string }[] = await service.app.get(DataSource).query('SELECT count(*) AS n FROM audit_log');
    return Number(rows[0]?.n);
  };
  const count = { government: '52.71', persons: 5 };

  beforeAll(async () => {
    database = await createTestDatabase();
    const connection = { connectionString: database.url };
    await migratePostgresEventLog({ connection });
    eventLog = createPostgresEventLog({ connection });
    const keys = await generateTokenKeys();
    token = await new TokenSigner(keys.privateKey).sign({ accountId: 'officer', role: 'treasury-officer', scope: '52.71', sessionId: 's' });
    const definition = { name: 'gateway', module: CountModule, entities: [], migrations: [], prefixes: ['/api/counts'] };
    service = await createService(definition, {
      databaseUrl: database.url,
      eventLog,
      tokens: new TokenVerifier(keys.publicKeys),
      logger: createLogger('silent'),
    });
    server = createServer((request, response) => service.handle(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    base = `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await service.close();
    await eventLog.close();
    await database.drop();
  });

  it('gives a repeated key its first answer, and has one effect', async () => {
    const before = runs;
    const first = await send('POST', '/api/counts', count, { 'idempotency-key': 'one' });
    const again = await send('POST', '/api/counts', count, { 'idempotency-key': 'one' });
    expect([first.status, again.status, runs - before]).toEqual([201, 201, 1]);
    expect(again.body).toEqual(first.body);
    expect([again.headers.get('idempotent-replayed'), again.headers.get('etag')]).toEqual(['true', '"1"']);
  });

  it('refuses a key that was used with another body, and a malformed one', async () => {
    expect(await send('POST', '/api/counts', { ...count, persons: 6 }, { 'idempotency-key': 'one' })).toMatchObject({
      status: 422,
      body: { code: 'idempotency-key-reused' },
    });
    expect(await send('POST', '/api/counts', count, { 'idempotency-key': 'a b' })).toMatchObject({
      status: 400,
      body: { code: 'idempotency-key-malformed' },
    });
  });

  it('refuses a key whose first request is still at work', async () => {
    let release = (): void => undefined;
    hold = new Promise((resolve) => (release = resolve));
    const both = [1, 2].map(() => send('POST', '/api/counts', count, { 'idempotency-key': 'two' }));
    const early = await Promise.race(both);
    release();
    expect(early).toMatchObject({ status: 409, body: { code: 'idempotency-key-in-flight' } });
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('writes the audit row in the transaction of the change, and hides what a 500 was', async () => {
    const before = await auditRows();
    await send('POST', '/api/counts', count);
    expect(await auditRows()).toBe(before + 1);
    const failed = await send('POST', '/api/counts', { ...count, persons: 13 });
    expect(failed).toMatchObject({ status: 500, body: { code: 'internal-error' } });
    expect(JSON.stringify(failed.body)).not.toContain('secret');
    expect(await auditRows()).toBe(before + 1);
  });

  it('holds a change against the version that the caller saw', async () => {
    expect((await send('PUT', '/api/counts/52.71')).status).toBe(428);
    expect((await send('PUT', '/api/counts/52.71', undefined, { 'if-match': 'four' })).status).toBe(400);
    expect((await send('PUT', '/api/counts/52.71', undefined, { 'if-match': '"3"' })).status).toBe(412);
    expect((await send('PUT', '/api/counts/52.71', undefined, { 'if-match': '"4"' })).headers.get('etag')).toBe('"5"');
  });

  it('refuses another government, names every wrong field, and refuses a body that is too large', async () => {
    expect(await send('POST', '/api/counts', { ...count, government: '52.01' })).toMatchObject({
      status: 403,
      body: { code: 'government-out-of-scope' },
    });
    const wrong = await send('POST', '/api/counts', { persons: 0, more: 1 });
    expect(wrong.headers.get('content-type')).toContain('application/problem+json');
    expect(wrong.status).toBe(400);
    expect(await send('POST', '/api/counts', JSON.stringify({ more: 'x'.repeat(50_000_000) }))).toMatchObject({
      status: 413,
      body: { code: 'body-too-large' },
    });
  });

  it('lets a page load nothing from elsewhere and be framed by nobody, whatever it answers', async () => {
    for (const { headers } of [await send('POST', '/api/counts', count), await send('GET', '/api/nowhere')]) {
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*script-src 'self';.*frame-ancestors 'none'/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it.each([
    ['NUL in a body', 'POST', '/api/counts', { ...count, government: '52.71\0' }, 'text-malformed'],
    ['half of a surrogate pair in a body', 'POST', '/api/counts', '{"government":"\\ud83d","persons":5}', 'text-malformed'],
    ['NUL in a path', 'PUT', '/api/counts/52%00', undefined, 'text-malformed'],
    ['NUL in a query', 'PUT', '/api/counts/52.71?a=%00', undefined, 'text-malformed'],
    ['20 000 levels of nesting', 'POST', '/api/counts', '['.repeat(20_000) + ']'.repeat(20_000), 'body-too-deep'],
  ])('refuses %s with or without an idempotency key', async (_, method, path, body, code) => {
    const answers = [await send(method, path, body), await send(method, path, body, { 'idempotency-key': 'unreadable' })];
    expect(answers).toEqual([expect.objectContaining({ status: 400 }), expect.objectContaining({ status: 400 })]);
    expect(answers.map((answer) => answer.body['code'])).toEqual([code, code]);
    expect(answers[0]?.headers.get('content-type')).toContain('application/problem+json');
  });
});
