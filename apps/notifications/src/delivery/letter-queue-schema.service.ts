import { assertSchemaCompatibility, LATEST_SCHEMA_VERSION, runMigrations, SchemaMigrationRequiredError } from 'bullmq';
import { Client } from 'pg';

/** BullMQ's tables live apart from ours. */
export const LETTER_QUEUE_SCHEMA = 'notifications_queue';

/**
 * Creates or updates the queue's schema where that is needed: at the start of the standalone shape, or at deployment by
 * a role that may create schemas. Where nothing is to do it only reads, which a role without that right may as well.
 */
export async function prepareLetterQueue(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'komitmen-letters' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    if ((await installedVersion(client)) < LATEST_SCHEMA_VERSION) await runMigrations(client, LETTER_QUEUE_SCHEMA);
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
