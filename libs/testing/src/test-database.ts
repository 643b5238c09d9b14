import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** The address of the server that the test run started, as its superuser. */
export function testDatabaseAdminUrl(): string {
  const url = process.env['KOMITMEN_TEST_DATABASE_URL'];
  if (url === undefined)
    throw new Error('KOMITMEN_TEST_DATABASE_URL is not set: run this test through jest and one of its projects with a database');
  return url;
}

/** A database of its own, empty, on the server that all tests share. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name}`);
  const url = new URL(testDatabaseAdminUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function asAdmin(sql: string): Promise<void> {
  const client = new Client({ connectionString: testDatabaseAdminUrl() });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
