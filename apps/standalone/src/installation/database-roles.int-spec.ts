import { createPostgresEventLog, type EventLog, migratePostgresEventLog, PARTITIONS_PER_TOPIC } from '@komitmen/messaging';
import {
  createLogger,
  createService,
  ensureDatabaseOwner,
  generateTokenKeys,
  prepareDatabase,
  type RunningService,
  TokenSigner,
  TokenVerifier,
} from '@komitmen/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@komitmen/testing';
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { regenciesService } from '../../../regencies/src';
import { SERVICE_NAMES } from '../service-names';
import { definitions } from '../services';

const REFUSED = '42501';

/** Roles belong to the server that all tests share, hence a name of their own. */
const suffix = randomBytes(4).toString('hex');

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'allowed',
    (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
  );
}

describe('the database of an installation', () => {
  let server: TestDatabase;
  let ownerUrl: string;
  let tables: { schema: string; table: string }[];

  /** In the one database that the installation's owner made for itself. */
  const urlAs = (user: string, password = `password-of-${user}`): string => {
    const url = new URL(server.url);
    url.pathname = `/installation_${suffix}`;
    url.username = `${user}_${suffix}`;
    url.password = password;
    return url.href;
  };
  const prepareAll = async (): Promise<void> => {
    for (const definition of definitions) await prepareDatabase({ ownerUrl, serviceUrl: urlAs(definition.name), definition });
  };

  beforeAll(async () => {
    server = await createTestDatabase();
    ownerUrl = urlAs('owner');
    await ensureDatabaseOwner(server.url, ownerUrl);
    await prepareAll();
    const rows = await query(
      ownerUrl,
      `SELECT nspname AS schema, relname AS table FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
      WHERE relkind = 'r' AND nspname !~ '^(pg_|information_schema)'`,
    );
    tables = rows.map(({ schema, table }) => ({ schema: String(schema), table: String(table) }));
  });

  afterAll(async () => {
    await query(server.url, `DROP DATABASE installation_${suffix} WITH (FORCE)`);
    for (const { name } of [...definitions, { name: 'owner' }]) await query(server.url, `DROP ROLE ${name}_${suffix}`);
    await server.drop();
  });

  it('has a role for every service there is', () => {
    expect(definitions.map(({ name }) => name)).toEqual(SERVICE_NAMES);
  });

  it('can be prepared again, also twice at once', async () => {
    await Promise.all([prepareAll(), prepareAll()]);
    expect(await query(urlAs('budgets'), 'SELECT 1 AS one FROM budgets.allocation LIMIT 1')).toEqual([]);
  });

  it.each(definitions.map(({ name }) => name))('refuses %s every table of every other service', async (name) => {
    const client = new Client({ connectionString: urlAs(name) });
    await client.connect();
    const others = tables.filter(({ schema }) => schema !== name);
    expect(new Set(others.map(({ schema }) => schema)).size).toBe(definitions.length - 1);
    const codes = new Set<string>();
    for (const { schema, table } of others)
      for (const sql of [
        `SELECT 1 FROM ${schema}.${table}`,
        `DELETE FROM ${schema}.${table}`,
        `INSERT INTO ${schema}.${table} DEFAULT VALUES`,
      ])
        codes.add(await codeOf(client.query(sql)));
    await client.end();
    expect([...codes]).toEqual([REFUSED]);
  });

  it.each([
    'CREATE TABLE public.mine (a int)',
    'CREATE TABLE budgets.mine (a int)',
    'CREATE TEMP TABLE mine (a int)',
    'CREATE SCHEMA mine',
    `CREATE ROLE mine_${suffix}`,
    `UPDATE budgets.audit_log SET account = 'nobody'`,
    'DELETE FROM budgets.audit_log',
    'TRUNCATE budgets.audit_log',
    'UPDATE budgets.audit_seals SET position = 1',
    'DELETE FROM budgets.audit_seals',
    'DELETE FROM budgets.migrations',
    'ALTER TABLE budgets.allocation_version DISABLE TRIGGER append_only',
    'DROP TABLE budgets.outbox',
    'SET ROLE postgres',
  ])('refuses a service %s', async (sql) => {
    expect(await codeOf(query(urlAs('budgets'), sql))).toBe(REFUSED);
  });

  it('refuses another password, and takes a new one from the next preparation on', async () => {
    const [definition] = definitions.filter(({ name }) => name === 'enrolment');
    if (definition === undefined) throw new Error('enrolment is gone');
    const rotated = urlAs('enrolment', 'another-password');
    expect(await codeOf(query(rotated, 'SELECT 1'))).toBe('28P01');
    await prepareDatabase({ ownerUrl, serviceUrl: rotated, definition });
    expect(await codeOf(query(rotated, 'SELECT 1 FROM enrolment.headcount'))).toBe('allowed');
    expect(await codeOf(query(urlAs('enrolment'), 'SELECT 1'))).toBe('28P01');
  });

  it('covers a table that a later migration makes', async () => {
    await query(ownerUrl, 'CREATE TABLE budgets.later (a int)');
    expect(await codeOf(query(urlAs('budgets'), 'INSERT INTO budgets.later VALUES (1)'))).toBe('allowed');
    expect(await codeOf(query(urlAs('scorecards'), 'INSERT INTO budgets.later VALUES (1)'))).toBe(REFUSED);
  });

  it('refuses a role that may do more than a service should', async () => {
    const [definition] = definitions;
    if (definition === undefined) throw new Error('there are no services');
    const serviceUrl = urlAs('mighty');
    await query(ownerUrl, `CREATE ROLE mighty_${suffix} LOGIN CREATEROLE`);
    await expect(prepareDatabase({ ownerUrl, serviceUrl, definition })).rejects.toThrow(
      /may do more than a service should \(makes roles\)/,
    );
    await query(ownerUrl, `DROP ROLE mighty_${suffix}`);
    await expect(prepareDatabase({ ownerUrl, serviceUrl: ownerUrl, definition })).rejects.toThrow(/must not connect as the owner/);
  });

  describe('with a service that works by its own role alone', () => {
    let eventLog: EventLog;
    let service: RunningService;
    let token: string;

    beforeAll(async () => {
      const connection = { connectionString: ownerUrl };
      await migratePostgresEventLog({ connection });
      eventLog = createPostgresEventLog({ connection });
      await eventLog.ensureTopics(definitions.map(({ name }) => ({ name, partitions: PARTITIONS_PER_TOPIC })));
      const keys = await generateTokenKeys();
      token = await new TokenSigner(keys.privateKey).sign({ accountId: 'admin', role: 'administrator', scope: '52', sessionId: 's' });
      const tokens = new TokenVerifier(keys.publicKeys);
      const runtime = { databaseUrl: urlAs('regencies'), eventLog, tokens, logger: createLogger('silent'), migrate: false };
      service = await createService(regenciesService, runtime);
    });

    afterAll(async () => {
      await service.close();
      await eventLog.close();
    });

    const ask = (method: 'GET' | 'POST', url: string, payload?: object) =>
      service.app.inject({ method, url, headers: { authorization: `Bearer ${token}` }, ...(payload && { payload }) });

    it('records a change with its audit row and publishes it', async () => {
      const answer = await ask('POST', '/api/calendar/52/set', { date: '2024-11-11', time: '09:00' });
      expect([answer.statusCode, answer.body]).toEqual([200, expect.any(String)]);
      await eventually(async () => {
        expect(await query(urlAs('regencies'), 'SELECT count(*)::int AS n FROM regencies.outbox')).toEqual([{ n: 0 }]);
        const [row] = await query(urlAs('regencies'), 'SELECT count(*)::int AS n FROM regencies.audit_log');
        expect(row?.['n']).toBeGreaterThan(0);
      });
    });

    it('shows the topics and how far it has read them', async () => {
      const answer = await ask('GET', '/api/system/regencies/event-log');
      expect(answer.json()).toMatchObject({
        log: 'postgres',
        topics: definitions.map(({ name }) => ({ name, partitions: PARTITIONS_PER_TOPIC })).sort((a, b) => a.name.localeCompare(b.name)),
      });
      expect(answer.json<{ lag: object[] }>().lag).toContainEqual({
        topic: 'notifications',
        partition: 0,
        committed: '0',
        highWatermark: '0',
        lag: '0',
      });
    });
  });
});
