import { assertSchemaCompatibility, LATEST_SCHEMA_VERSION, runMigrations, SchemaMigrationRequiredError } from 'bullmq';
import { Client } from 'pg';

/** BullMQ's tables live apart from ours. */
export const LETTER_QUEUE_SCHEMA = 'notifications_queue';

/**
 * Creates or updates the queue's schema where that is needed: at the start of the standalone shape, or at deployment by
 * a role that may create schemas. Where nothing is to do it only reads, which a role without that right may as well.
 */
export async function prepareLetterQueue(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    if ((await installedVersion(client)) < LATEST_SCHEMA_VERSION) await runMigrations(client, LETTER_QUEUE_SCHEMA);
  });
}

/** Rejects unless the database answers; before the first letter there may be no queue yet. */
export async function requireLetterQueue(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, installedVersion);
}

async function withClient(databaseUrl: string, work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'komitmen-letters' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function installedVersion(client: Client): Promise<number> {
  try {
    return await assertSchemaCompatibility(client, LETTER_QUEUE_SCHEMA);
  } catch (error) {
    if (error instanceof SchemaMigrationRequiredError) return 0;
    throw error;
  }
}
