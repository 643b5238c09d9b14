import { Client } from 'pg';
import { codeOf } from '../embedded-postgres/cannot-start';
import { migrationNames } from '../service/create-service';
import type { ServiceDefinition } from '../service/service-definition';

const ANSWERS_WITHIN_MS = 5_000;
const NOT_PREPARED = ['42P01', '3F000', '42501', '3D000'];

/** Rejects, saying what is missing, unless the database answers and all migrations of the service have run. */
export async function requirePreparedDatabase(definition: ServiceDefinition, url: string): Promise<void> {
  const { rows } = await ask(url, ANSWERS_WITHIN_MS, `SELECT name FROM "${definition.name}".migrations`).catch((error: unknown) => {
    throw new DatabaseNotReady(troubleOf(error, definition.name));
  });
  const run = new Set(rows.map(({ name }) => name));
  const missing = migrationNames(definition).filter((name) => !run.has(name));
  if (missing.length > 0) throw new DatabaseNotReady(`${missing.length} migrations of ${definition.name} have not run yet; run "prepare"`);
}

/** Whether the database answers a connection of its own within the time. */
export async function databaseAnswers(url: string, milliseconds: number): Promise<boolean> {
  return ask(url, milliseconds, 'SELECT 1').then(
    () => true,
    () => false,
  );
}

/** The message is fit for the health report. */
export class DatabaseNotReady extends Error {
  override readonly name = 'DatabaseNotReady';
}

async function ask(url: string, milliseconds: number, statement: string): Promise<{ rows: { name?: unknown }[] }> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: milliseconds, query_timeout: milliseconds });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.query<{ name?: unknown }>(statement);
  } finally {
    // A server that hangs does not answer a farewell either.
    void client.end().catch(() => undefined);
  }
}

function troubleOf(error: unknown, service: string): string {
  const code = codeOf(error);
  if (code !== undefined && NOT_PREPARED.includes(code)) return `the database is not prepared for ${service} (${code}); run "prepare"`;
  if (code?.startsWith('28') === true) return `the database refuses the role of DATABASE_URL (${code})`;
  return `the database does not answer${code === undefined ? '' : ` (${code})`}`;
}
