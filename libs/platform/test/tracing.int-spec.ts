import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { Body, Controller, Inject, Module, Param, Post } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { SAMPLES } from '@komitmen/contracts';
import {
  createPostgresEventLog,
  EVENT_LOG,
  type Envelope,
  type EventLog,
  migratePostgresEventLog,
  Outbox,
  PARTITIONS_PER_TOPIC,
  UnitOfWork,
} from '@komitmen/messaging';
import {
  Allow,
  createLogger,
  createService,
  generateTokenKeys,
  handOver,
  LOGGER,
  type RunningService,
  startTracing,
  TokenSigner,
  TokenVerifier,
  type Tracing,
} from '@komitmen/platform';
import { type CollectedSpan, createTestDatabase, eventually, type TestDatabase, TraceCollector } from '@komitmen/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';

const REJECTED = 'budgets.disbursement-rejected.v1';
const CHANGED = 'scorecards.scorecard-changed.v1';
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
/** What must not leave the database: from the address, the query, and the body. */
const PRIVATE = { id: '5271014107900001', query: 'pencarian-rahasia', reason: 'Siti Rahmawati salah rekening' };

@Controller('api/allocations')
class Command {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  @Post(':worker')
  @Allow({ roles: ['planner'] })
  async reject(@Param('worker') _worker: string, @Body() body: Record<string, string>): Promise<void> {
    await this.unitOfWork.run(async () => {
      const data = { ...SAMPLES[REJECTED], reason: body['reason'] };
      await this.outbox.publish({ type: REJECTED, subject: data.disbursementId, province: '52', aggregateVersion: 1, data });
    });
  }
}

let failures = 0;

@Controller()
class Projection {
  constructor(
    private readonly outbox: Outbox,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @EventPattern<string>(REJECTED, EVENT_LOG)
  async apply(@Payload() event: Envelope<{ reason: string }>): Promise<void> {
    this.logger.info({ type: event.type }, 'handled');
    if (failures-- > 0) throw new TypeError(event.data.reason);
    await this.outbox.publish({ type: CHANGED, subject: 's', province: '52', aggregateVersion: 2, data: SAMPLES[CHANGED] });
  }
}

@Controller()
class Listener {
  @EventPattern<string>(CHANGED, EVENT_LOG)
  hear(): void {}
}

@Module({ controllers: [Command] })
class Budgets {}

@Module({ controllers: [Projection] })
class Scorecards {}

@Module({ controllers: [Listener] })
class Gateway {}

describe('the trace of a command', () => {
  let database: TestDatabase;
  let eventLog: EventLog;
  let collector: TraceCollector;
  let tracing: Tracing | undefined;
  let server: Server;
  let base: string;
  let token: string;
  let budgets: RunningService;
  let scorecards: RunningService;
  let gateway: RunningService;
  const lines: string[] = [];
  const logger = createLogger('debug', { write: (line) => void lines.push(line) });

  const command = async (headers: Record<string, string> = {}): Promise<Response> => {
    const address = `${base}/api/allocations/${PRIVATE.id}?cari=${PRIVATE.query}`;
    const body = JSON.stringify({ reason: PRIVATE.reason });
    return fetch(address, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body,
    });
  };
  const query = async <T>(statement: string): Promise<T[]> => budgets.app.get(DataSource).query(statement);
  /** Headers of the events of a type, in the order of their publication. */
  const onLog = async (type: string): Promise<Record<string, string>[]> => {
    const rows = await query<{ headers: Record<string, string> }>('SELECT headers FROM event_log.records ORDER BY stored_at');
    return rows.map(({ headers }) => headers).filter((headers) => headers['ce_type'] === type);
  };
  /** Sends the command, and waits until the last service of the chain has handled what follows from it. */
  const chain = async (headers: Record<string, string> = {}): Promise<void> => {
    const before = (await query('SELECT 1 FROM gateway.inbox')).length;
    expect((await command(headers)).status).toBe(201);
    await eventually(async () => expect(await query('SELECT 1 FROM gateway.inbox')).toHaveLength(before + 1));
  };
  const collectAt = async (url: string): Promise<void> => {
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = url;
    tracing = await startTracing('test', logger);
  };

  beforeAll(async () => {
    collector = await TraceCollector.listen();
    database = await createTestDatabase();
    const connection = { connectionString: database.url };
    await migratePostgresEventLog({ connection });
    eventLog = createPostgresEventLog({ connection });
    await eventLog.ensureTopics(['budgets', 'scorecards', 'gateway'].map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC })));
    const { publicKeys, privateKey } = await generateTokenKeys();
    token = await new TokenSigner(privateKey).sign({ accountId: 'planner', role: 'planner', scope: '52', sessionId: 's' });
    const runtime = { databaseUrl: database.url, eventLog, tokens: new TokenVerifier(publicKeys), logger };
    const around = { entities: [], migrations: [], prefixes: [] };
    budgets = await createService({ name: 'budgets', module: Budgets, ...around }, runtime);
    scorecards = await createService({ name: 'scorecards', module: Scorecards, consumes: ['budgets'], ...around }, runtime);
    // As the gateway does in one process: the other service answers.
    const prepare = async (app: NestFastifyApplication): Promise<void> => {
      app
        .getHttpAdapter()
        .getInstance()
        .addHook('onRequest', async (request, reply) => {
          handOver(request);
          reply.hijack();
          budgets.handle(request.raw, reply.raw);
        });
    };
    gateway = await createService({ name: 'gateway', module: Gateway, consumes: ['scorecards'], ...around }, runtime, { prepare });
    server = createServer((request, response) => gateway.handle(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    base = `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}`;
  });

  beforeEach(() => {
    lines.splice(0);
    collector.bodies.splice(0);
    failures = 0;
  });

  afterEach(async () => {
    await tracing?.stop();
    tracing = undefined;
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    delete process.env['OTEL_EXPORTER_OTLP_TIMEOUT'];
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    for (const service of [gateway, scorecards, budgets]) await service.close();
    await eventLog.close();
    await database.drop();
    await collector.close();
  });

  it('follows it from service to service, below the caller, with nothing private in it', async () => {
    await collectAt(collector.url);
    failures = 1;
    await chain({ traceparent: `00-${TRACE}-${CALLER}-01`, tracestate: 'vendor=1', 'x-correlation-id': 'request-0001' });
    await tracing?.stop();
    const spans = collector.spans();
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    const named = (name: string): CollectedSpan[] => spans.filter((span) => span.name === name);
    const [front] = named('POST');
    const [behind] = named('POST /api/allocations/:worker');
    const [failed, handled] = named(`handle ${REJECTED}`);
    const [last] = named(`handle ${CHANGED}`);
    expect(spans).toHaveLength(5);
    expect([front, behind, failed, handled, last].map((span) => span?.parentSpanId)).toEqual([
      CALLER,
      front?.spanId,
      behind?.spanId,
      behind?.spanId,
      handled?.spanId,
    ]);
    expect([front, behind, handled, last].map((span) => span?.attributes['komitmen.service'])).toEqual([
      'gateway',
      'budgets',
      'scorecards',
      'gateway',
    ]);
    expect(failed).toMatchObject({ attributes: { 'error.type': 'TypeError' }, status: { code: 2 } });
    expect((await onLog(CHANGED)).at(-1)).toMatchObject({ ce_tracestate: 'vendor=1' });
    const exported = collector.bodies.join();
    for (const value of [...Object.values(PRIVATE), token]) expect(exported).not.toContain(value);
  });

  it('is in the log, beside the correlation id that both the command and its handling bear; nothing private is', async () => {
    await collectAt(collector.url);
    await chain({ traceparent: `00-${TRACE}-${CALLER}-01`, 'x-correlation-id': 'request-0001' });
    const [event] = (await onLog(REJECTED)).slice(-1);
    await eventually(async () => {
      const told = lines
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter(({ msg }) => msg === 'request' || msg === 'handled');
      expect(told.map(({ service, msg, correlationId, traceId, eventId }) => ({ service, msg, correlationId, traceId, eventId }))).toEqual(
        expect.arrayContaining([
          { service: 'budgets', msg: 'request', correlationId: 'request-0001', traceId: TRACE, eventId: undefined },
          { service: 'scorecards', msg: 'handled', correlationId: 'request-0001', traceId: TRACE, eventId: event?.['ce_id'] },
        ]),
      );
    });
    for (const value of Object.values(PRIVATE)) expect(lines.join()).not.toContain(value);
  });

  it('begins anew with an event that bears none, or a broken one', async () => {
    await collectAt(collector.url);
    const bare = { ...(await onLog(CHANGED)).at(-1), ce_id: randomUUID() };
    const { ce_traceparent: _, ce_tracestate: __, ...without } = { ce_traceparent: '', ce_tracestate: '', ...bare };
    const record = { topic: 'scorecards', key: 's', partitionKey: '52', value: JSON.stringify(SAMPLES[CHANGED]) };
    const before = (await query('SELECT 1 FROM gateway.inbox')).length;
    const broken = { ...without, ce_id: randomUUID(), ce_traceparent: 'nonsense' };
    await eventLog.producer().append([without, broken].map((headers) => ({ ...record, headers })));
    await eventually(async () => expect(await query('SELECT 1 FROM gateway.inbox')).toHaveLength(before + 2));
    await tracing?.stop();
    expect(collector.spans().map(({ name, parentSpanId }) => [name, parentSpanId ?? ''])).toEqual([
      [`handle ${CHANGED}`, ''],
      [`handle ${CHANGED}`, ''],
    ]);
  });

  it('is lost when the collector is away, and nothing else', async () => {
    const away = await TraceCollector.listen();
    await away.close();
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '500';
    await collectAt(away.url);
    await chain();
    await tracing?.stop();
    expect((await onLog(CHANGED)).at(-1)?.['ce_traceparent']).toMatch(/^00-/);
  });

  it('is not made, nor taken over, where no collector is named', async () => {
    tracing = await startTracing('test', logger);
    await chain({ traceparent: `00-${TRACE}-${CALLER}-01` });
    expect(Object.keys((await onLog(CHANGED)).at(-1) ?? {}).filter((name) => name.includes('trace'))).toEqual([]);
    expect(lines.join()).not.toContain('traceId');
  });
});
