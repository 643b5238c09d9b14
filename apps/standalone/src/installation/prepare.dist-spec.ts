import { createKafkaEventLog } from '@komitmen/messaging';
import { ensureDatabaseOwner, SettingsError } from '@komitmen/platform';
import { createTestDatabase, type TestDatabase, testKafkaBrokers } from '@komitmen/testing';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { SERVICE_NAMES } from '../service-names';
import { prepareInstallation } from './prepare';
import { makeSecrets } from './secrets';

const name = `prepared_${randomBytes(4).toString('hex')}`;

describe('the preparation of an installation', () => {
  let server: TestDatabase;
  let folder: string;

  const sql = async (url: string, statement: string): Promise<unknown[]> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(statement)).rows;
    } finally {
      await client.end();
    }
  };
  const secret = (path: string): string => readFileSync(join(folder, path), 'utf8').trim();
  const prepare = async (): Promise<string[]> => {
    const said: string[] = [];
    const environment = { SECRETS_DIR: join(folder, 'installation'), KAFKA_BROKERS: testKafkaBrokers().join(',') };
    await prepareInstallation(environment, (line) => said.push(line));
    return said;
  };

  beforeAll(async () => {
    server = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'komitmen-prepare-'));
    const owner = new URL(server.url);
    Object.assign(owner, { pathname: `/${name}`, username: name, password: 'the-owner-of-it-all' });
    await ensureDatabaseOwner(server.url, owner.href);
    await makeSecrets(folder, { ownerUrl: owner.href });
  });

  afterAll(async () => {
    await sql(server.url, `DROP DATABASE ${name} WITH (FORCE)`);
    for (const role of [...SERVICE_NAMES, name]) await sql(server.url, `DROP ROLE IF EXISTS ${role}`);
    await server.drop();
    rmSync(folder, { recursive: true });
  });

  it('gives every service a role, tables and a topic, and may be run again', async () => {
    await prepare();
    expect((await prepare()).at(-1)).toBe('All topics are there, with as many copies as they were made with.');
    for (const service of SERVICE_NAMES)
      expect(await sql(secret(`${service}/DATABASE_URL`), `SELECT * FROM ${service}.outbox`)).toEqual([]);
    const eventLog = createKafkaEventLog({ brokers: testKafkaBrokers(), clientId: 'preparation-test' });
    await eventLog.requireTopics(SERVICE_NAMES.map((topic) => ({ name: topic, partitions: 8 }))).finally(() => eventLog.close());
  });

  it('lists every setting that is missing', async () => {
    const error: unknown = await prepareInstallation({}, () => undefined).catch((caught: unknown) => caught);
    expect(error instanceof SettingsError && error.problems).toHaveLength(SERVICE_NAMES.length + 2);
  });

  it('says in one sentence what the database refuses, without the password', async () => {
    const environment = { SECRETS_DIR: join(folder, 'installation'), KAFKA_BROKERS: testKafkaBrokers().join(',') };
    const wrong = new URL(secret('installation/DATABASE_URL'));
    wrong.password = 'not-this-one';
    const refused = prepareInstallation({ ...environment, DATABASE_URL: wrong.href }, () => undefined);
    await expect(refused).rejects.toThrow(/^PostgreSQL refuses: password authentication failed for user "prepared_\w+"\.$/);
  });
});
