import { KafkaCopy, type RecordPosition } from '@komitmen/messaging';
import { withClient } from '@komitmen/platform';
import type { Client } from 'pg';
import type { Say } from '../first-start';
import { SERVICE_NAMES } from '../service-names';
import { NewArchive } from './archive';
import { copyOut, isMigrations, lockTables, migrationsOf, prepareToCopy, sequencesOf, tablesOf } from './database-copy';
import { inWords } from './in-words';
import type { Installation } from './installation';
import { fingerprints } from './keys';
import { copyLogOut } from './log-copy';
import type { ArchivedTable, Manifest } from './manifest';

/**
 * Writes one moment of the installation, which may be at work meanwhile, into a folder that does not exist yet.
 * Interrupted, it leaves nothing that could be taken for a backup.
 */
export async function backUp(installation: Installation, folder: string, say: Say): Promise<Manifest> {
  const archive = new NewArchive(folder);
  const copy =
    installation.brokers.length === 0 ? undefined : new KafkaCopy({ brokers: [...installation.brokers], clientId: 'komitmen-backup' });
  try {
    const database = await installation.database(say);
    const manifest = await withClient(database.url, (client) => copyMoment(installation, client, database.url, copy, archive, say)).finally(
      database.release,
    );
    archive.finish(manifest);
    return manifest;
  } catch (error) {
    archive.discard();
    throw inWords('The backup was not made', error);
  } finally {
    await copy?.close();
  }
}

async function copyMoment(
  installation: Installation,
  client: Client,
  url: string,
  copy: KafkaCopy | undefined,
  archive: NewArchive,
  say: Say,
): Promise<Manifest> {
  const { schemas, shape } = installation;
  await prepareToCopy(client);
  const ends = await beginMoment(client, url, copy);
  const moment = new Date().toISOString();
  const found = await tablesOf(client, schemas);
  await lockTables(client, found, 'ACCESS SHARE');
  const migrations: Record<string, string[]> = {};
  for (const service of SERVICE_NAMES) migrations[service] = await migrationsOf(client, service);
  const tables: ArchivedTable[] = [];
  for (const table of found.filter((one) => !isMigrations(one))) tables.push(await copyOut(client, table, archive, say));
  const sequences = await sequencesOf(client, schemas);
  const topics = copy === undefined ? [] : await copyLogOut(copy, ends, archive, say);
  return { format: 1, moment, shape, migrations, keys: fingerprints(installation), tables, sequences, topics };
}

/**
 * Begins the transaction whose snapshot is copied. Where Kafka keeps the log, nobody can publish for that instant: then the topics up
 * to the ends that are returned and the snapshot's outboxes hold every event of the snapshot, and none that came later.
 */
async function beginMoment(client: Client, url: string, copy: KafkaCopy | undefined): Promise<RecordPosition[]> {
  const begin = async (): Promise<void> => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // The snapshot is that of the first question.
    await client.query('SELECT');
  };
  if (copy === undefined) {
    await begin();
    return [];
  }
  // A broker that is away is noticed before anybody has to wait for it.
  await copy.administration.highWatermarks(SERVICE_NAMES);
  return withClient(url, async (holder) => {
    await prepareToCopy(holder);
    await holder.query('BEGIN');
    await lockTables(
      holder,
      SERVICE_NAMES.map((schema) => ({ schema, name: 'outbox' })),
      'SHARE',
    );
    await begin();
    return copy.administration.highWatermarks(SERVICE_NAMES);
  });
}
