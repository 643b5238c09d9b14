import { Controller, Module, Param, Post } from '@nestjs/common';
import {
  createPostgresEventLog,
  type EventLog,
  type EventLogProducer,
  migratePostgresEventLog,
  Outbox,
  PARTITIONS_PER_TOPIC,
  UnitOfWork,
} from '@komitmen/messaging';
import {
  Allow,
  AuditKeys,
  type CheckedHeads,
  type CheckedRows,
  createLogger,
  createService,
  type Finding,
  generateTokenKeys,
  type RunningService,
  type TokenKeys,
  TokenSigner,
  TokenVerifier,
} from '@komitmen/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@komitmen/testing';
import { Client } from 'pg';
import { AuditSealer } from '../src/audit/audit-sealer';

const LIMIT = { timeoutMs: 20_000 };
const TABLES = ['audit_log', 'audit_seals'];
const CHANGED = 'gateway.account-changed.v1';

@Controller('api/counts')
class CountController {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  @Post(':times')
  @Allow({ roles: ['planner'] })
  async record(@Param('times') times: string): Promise<void> {
    await this.unitOfWork.run(async () => {
      for (let version = 1; version <= Number(times); version += 1) {
        const data = { accountId: `a${version}`, role: 'planner', scope: '52', change: 'created' };
        await this.outbox.publish({ type: CHANGED, subject: 'a', province: '52', aggregateVersion: version, data });
      }
    });
  }
}

@Module({ controllers: [CountController] })
class CountModule {}

/** A log that takes no head of an audit chain until it is told to. */
function withoutHeads(log: EventLog, state: { open: boolean }): EventLog {
  const producer = (): EventLogProducer => {
    const inner = log.producer();
    return {
      close: () => inner.close(),
      append: (records) => {
        const isHead = records.some(({ headers }) => headers['ce_type'] === 'gateway.audit-sealed.v1');
        return isHead && !state.open ? Promise.reject(new Error('planted: the process dies before it publishes')) : inner.append(records);
      },
    };
  };
  return Object.assign(Object.create(log) as EventLog, { producer });
}

describe('the audit of a service', () => {
  let database: TestDatabase;
  let eventLog: EventLog;
  let keys: TokenKeys;
  let client: Client;
  let service: RunningService | undefined;

  const sql = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> => (await client.query<T>(text, values)).rows;

  const start = async (auditKey: string, log = eventLog): Promise<void> => {
    const definition = { name: 'gateway', module: CountModule, entities: [], migrations: [], prefixes: ['/api/counts'] };
    service = await createService(definition, {
      databaseUrl: database.url,
      eventLog: log,
      tokens: new TokenVerifier(keys.publicKeys),
      logger: createLogger('silent'),
      auditKeys: AuditKeys.parse(auditKey),
    });
  };
  const stop = async (): Promise<void> => {
    await service?.close();
    service = undefined;
  };
  const ask = async <T>(role: 'planner' | 'administrator', method: 'GET' | 'POST', url: string): Promise<T> => {
    const token = await new TokenSigner(keys.privateKey).sign({ accountId: 'someone', role, scope: '52', sessionId: 's' });
    const answer = await service?.app.inject({ method, url, headers: { authorization: `Bearer ${token}` } });
    if (answer === undefined || answer.statusCode >= 300) throw new Error(`${url}: ${answer?.body ?? 'no service'}`);
    return (method === 'GET' ? answer.json<T>() : undefined) as T;
  };
  const record = (times: number): Promise<void> => ask('planner', 'POST', `/api/counts/${times}`);
  const heads = (): Promise<CheckedHeads> => ask('administrator', 'GET', '/api/system/gateway/audit/heads');
  const rows = (after = 0): Promise<CheckedRows> => ask('administrator', 'GET', `/api/system/gateway/audit/rows?after=${after}`);
  const findings = async (): Promise<Finding[]> => [...(await heads()).findings, ...(await rows()).findings];
  /** Waits until as many rows are sealed, and the log knows of them. */
  const sealed = (count: number): Promise<void> =>
    eventually(async () => {
      expect((await sql<{ n: number }>('SELECT count(*)::int AS n FROM gateway.audit_seals'))[0]?.n).toBe(count);
      expect((await heads()).newest?.count).toBe(count);
    }, LIMIT);

  beforeAll(async () => {
    keys = await generateTokenKeys();
  });

  const open = async (): Promise<void> => {
    database = await createTestDatabase();
    const connection = { connectionString: database.url };
    await migratePostgresEventLog({ connection });
    eventLog = createPostgresEventLog({ connection });
    await eventLog.ensureTopics([{ name: 'gateway', partitions: PARTITIONS_PER_TOPIC }]);
    client = new Client(connection);
    client.on('error', () => undefined);
    await client.connect();
  };
  const close = async (): Promise<void> => {
    await stop();
    await client.end();
    await eventLog.close();
    await database.drop();
  };

  const tenSealed = async (): Promise<void> => {
    await start('secret');
    await record(6);
    await sealed(6);
    await record(4);
    await sealed(10);
  };

  describe('once its rows are sealed', () => {
    beforeAll(async () => {
      await open();
      await tenSealed();
      for (const table of TABLES) await sql(`CREATE TABLE gateway.${table}_untouched AS SELECT * FROM gateway.${table}`);
    });
    afterEach(async () => {
      for (const table of TABLES) {
        await sql(`TRUNCATE gateway.${table}`);
        await sql(`INSERT INTO gateway.${table} OVERRIDING SYSTEM VALUE SELECT * FROM gateway.${table}_untouched`);
      }
    });
    afterAll(close);

    it('shows nothing while nobody touched it', async () => {
      expect(await rows()).toEqual({ checked: 10, next: null, found: 0, findings: [], unsealed: expect.objectContaining({ rows: 0 }) });
      expect(await heads()).toMatchObject({ next: null, found: 0, newest: { count: 10, row: '10' }, keyChanges: [] });
    });

    it.each(['account', 'role', 'scope', 'remote_address', 'correlation_id', 'event_type', 'subject', 'business_date', 'business_time'])(
      'names a row of which %s was edited',
      async (column) => {
        await sql(`UPDATE gateway.audit_log SET ${column} = 'x' WHERE id = 5`);
        expect(await findings()).toEqual([{ kind: 'edited', row: '5' }]);
      },
    );

    it.each([`data = data || '{"scope": "53"}'`, `recorded_at = recorded_at + interval '1 microsecond'`, `event_id = gen_random_uuid()`])(
      'names a row after SET %s',
      async (change) => {
        await sql(`UPDATE gateway.audit_log SET ${change} WHERE id = 10`);
        expect(await findings()).toEqual([{ kind: 'edited', row: '10' }]);
      },
    );

    it.each(['1', '5', '10'])('names row %s when it was removed', async (row) => {
      await sql('DELETE FROM gateway.audit_log WHERE id = $1', [row]);
      expect(await findings()).toEqual([{ kind: 'removed', row }]);
    });

    it.each<[string, Finding]>([
      ['1', { kind: 'gap', after: null, before: '2', rows: 1 }],
      ['5', { kind: 'gap', after: '4', before: '6', rows: 1 }],
      ['10', { kind: 'newest-removed', after: '9', last: '10', rows: 1 }],
    ])('names row %s when it was removed with its seal', async (row, finding) => {
      await sql('DELETE FROM gateway.audit_log WHERE id = $1', [row]);
      await sql('DELETE FROM gateway.audit_seals WHERE row_id = $1', [row]);
      expect(await findings()).toEqual([finding]);
    });

    it('names rows that were reordered', async () => {
      await sql(`ALTER TABLE gateway.audit_log ALTER COLUMN id DROP IDENTITY IF EXISTS`);
      await sql(`UPDATE gateway.audit_log SET id = -3 WHERE id = 3`);
      await sql(`UPDATE gateway.audit_log SET id = 3 WHERE id = 7`);
      await sql(`UPDATE gateway.audit_log SET id = 7 WHERE id = -3`);
      expect(await findings()).toEqual([
        { kind: 'exchanged', row: '3', with: '7' },
        { kind: 'exchanged', row: '7', with: '3' },
      ]);
    });

    it('finds seals that were reordered, and one that was taken away', async () => {
      await sql('UPDATE gateway.audit_seals SET position = -position WHERE position IN (3, 4)');
      await sql('UPDATE gateway.audit_seals SET position = 7 + position WHERE position < 0');
      expect((await rows()).findings.map((finding) => [finding.kind, 'row' in finding ? finding.row : ''])).toEqual([
        ['moved', '4'],
        ['moved', '3'],
        ['moved', '5'],
      ]);
      await sql('DELETE FROM gateway.audit_seals WHERE row_id = 9');
      await sql(`UPDATE gateway.audit_log SET recorded_at = recorded_at - interval '3 hours' WHERE id = 9`);
      expect((await rows()).findings.slice(3)).toEqual([
        { kind: 'gap', after: '8', before: '10', rows: 1 },
        { kind: 'left-out', row: '9' },
      ]);
    });

    it('checks on from any place of the chain', async () => {
      await sql(`UPDATE gateway.audit_log SET account = 'x' WHERE id IN (4, 9)`);
      expect((await rows(4)).findings).toEqual([{ kind: 'edited', row: '9' }]);
    });
  });

  describe('while it goes on', () => {
    beforeEach(open);
    afterEach(close);

    it('finds the newest rows replaced, also after others were sealed in their places', async () => {
      await tenSealed();
      await sql('DELETE FROM gateway.audit_log WHERE id > 8');
      await sql('DELETE FROM gateway.audit_seals WHERE row_id > 8');
      await record(2);
      await sealed(10);
      expect(await findings()).toEqual([{ kind: 'replaced', row: '10', headOf: expect.any(String) }]);
    });

    it('goes on with a new key: old rows are checked with the old one, and the change is recorded', async () => {
      await tenSealed();
      await stop();
      await start('another secret,secret');
      await record(1);
      // The change of the key is itself a row of the audit.
      await sealed(12);
      expect(await findings()).toEqual([]);
      const [first, second] = ['secret', 'another secret'].map((secret) => AuditKeys.parse(secret).current?.id);
      expect((await heads()).keyChanges).toEqual([expect.objectContaining({ key: second, replacedKey: first, row: '11', count: 11 })]);
      expect(await sql(`SELECT id, role, event_type, data->>'replacedKey' AS "replacedKey" FROM gateway.audit_log WHERE id > 11`)).toEqual([
        { id: '12', role: 'administrator', event_type: 'gateway.audit-sealed.v1', replacedKey: first },
      ]);
    });

    it('is not sealed any further by a process that has only the old key, nor judged by one that has only the new', async () => {
      await tenSealed();
      await stop();
      await start('another secret,secret');
      await record(1);
      await sealed(12);
      await stop();
      await start('secret');
      await record(1);
      await eventually(async () => {
        expect((await service?.health())?.parts['audit']?.detail).toMatch(
          /sealed with the key [0-9a-f]{16}, which AUDIT_KEY does not hold/,
        );
      }, LIMIT);
      expect((await rows()).unsealed).toMatchObject({ rows: 1, first: '13', last: '13' });
      await stop();
      await start('another secret');
      await sealed(13);
      const { found, findings: some } = await rows();
      expect([found, some[0]]).toEqual([10, { kind: 'key-unknown', row: '1', key: AuditKeys.parse('secret').current?.id }]);
    });

    it('tells the rows that are not sealed yet, and seals those that there were before it had a key, also one that waits in no queue', async () => {
      await start('');
      await record(3);
      expect(await rows()).toMatchObject({ checked: 0, found: 0, unsealed: { rows: 3, first: '1', last: '3' } });
      // As an instance from before an upgrade writes them.
      await sql('DELETE FROM gateway.audit_unsealed WHERE row_id = 2');
      await stop();
      await start('secret');
      await sealed(3);
      expect((await rows()).unsealed).toMatchObject({ rows: 0, first: null });
    });

    it('misses a row that was removed before it was sealed', async () => {
      await start('');
      await record(3);
      await sql('DELETE FROM gateway.audit_log WHERE id = 3');
      await stop();
      await start('secret');
      await sealed(3);
      expect(await findings()).toEqual([{ kind: 'removed', row: '3' }]);
    });

    it('loses no head when the process dies between the sealing and the publishing', async () => {
      const state = { open: false };
      await start('secret', withoutHeads(eventLog, state));
      await record(3);
      await eventually(async () => expect(await sql('SELECT 1 FROM gateway.audit_seals')).toHaveLength(3), LIMIT);
      expect(await heads()).toMatchObject({ newest: null, found: 0 });
      await stop();
      await start('secret');
      await sealed(3);
      expect(await findings()).toEqual([]);
    });

    it('is sealed once although two instances work', async () => {
      await start('secret');
      const first = service;
      await start('secret');
      for (let round = 0; round < 5; round += 1) await record(400);
      await sealed(2_000);
      await first?.close();
      await record(1);
      await sealed(2_001);
      expect(await findings()).toEqual([]);
    });

    it('is sealed once although one that is not the active one any more seals at the same time', async () => {
      await start('secret');
      const first = service;
      await start('secret');
      await sql('BEGIN');
      await sql('LOCK TABLE gateway.audit_seals IN SHARE MODE');
      await record(400);
      await eventually(async () => {
        for (const one of [first, service]) await one?.app.get(AuditSealer).run();
        // Both are in the middle of their transactions: one adds its seals, the other takes the same rows.
        const waiting = await sql(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
        expect(waiting).toHaveLength(2);
      }, LIMIT);
      await sql('COMMIT');
      await sealed(400);
      await first?.close();
      expect(await findings()).toEqual([]);
    });
  });
});
