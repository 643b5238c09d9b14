import { createPostgresEventLog, type EventLog, migratePostgresEventLog, PARTITIONS_PER_TOPIC } from '@komitmen/messaging';
import {
  AuditKeys,
  CannotStart,
  createLogger,
  ensureDataFolder,
  FrontDoor,
  parsePublicKeys,
  type Shutdown,
  startTracing,
  TokenVerifier,
} from '@komitmen/platform';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { forgetAddress, keepAddress, loopbackUrl } from './console/address';
import type { Say } from './first-start';
import { KeptDatabase } from './kept-database';
import { type Keys, keysOf } from './keys';
import { logDestination } from './log-file';
import { SERVICE_NAMES } from './service-names';
import { startServices } from './services';
import type { StandaloneSettings } from './settings';

export interface Application {
  /** As a browser on this machine reaches it. */
  readonly url: string;
  readonly privateKey: string;
}

/** Port, database, event log, services, in this order; whatever came up is in `shutdown`, also when a later step fails. */
export async function startApplication(settings: StandaloneSettings, say: Say, shutdown: Shutdown): Promise<Application> {
  const door = new FrontDoor();
  const port = await door.listen(settings.HOST, settings.PORT);
  makeFolders(settings.DATA_DIR);
  const keys = await keysOf(settings);
  say('Starting the database ...');
  const databaseUrl = await database(settings, say, shutdown);
  const eventLog = await openEventLog(databaseUrl, shutdown);
  publish(settings, keys, databaseUrl);
  say('Starting the services ...');
  const runtime = {
    databaseUrl,
    eventLog,
    tokens: new TokenVerifier(parsePublicKeys(keys.TOKEN_PUBLIC_KEYS)),
    logger: createLogger(settings.LOG_LEVEL, logDestination(settings.DATA_DIR)),
    auditKeys: AuditKeys.parse(keys.AUDIT_KEY),
    // Six services share one database of 80 connections.
    poolSize: 6,
  };
  const tracing = await startTracing('komitmen', runtime.logger);
  await shutdown.add('traces', () => tracing.stop());
  const gateway = await startServices(runtime, shutdown);
  door.open((request, response) => gateway.handle(request, response));
  await shutdown.add('port', () => door.close());
  const url = loopbackUrl(settings.HOST, port);
  keepAddress(settings.DATA_DIR, url);
  await shutdown.add('address', async () => forgetAddress(settings.DATA_DIR));
  return { url, privateKey: keys.TOKEN_PRIVATE_KEY };
}

/** Letters name nobody, yet they are no one else's business. */
function makeFolders(dataDir: string): void {
  ensureDataFolder(dataDir);
  mkdirSync(join(dataDir, 'mail'), { recursive: true, mode: 0o700 });
}

async function database(settings: StandaloneSettings, say: Say, shutdown: Shutdown): Promise<string> {
  if (settings.DATABASE_URL !== undefined) {
    await requireDatabase(settings.DATABASE_URL);
    return settings.DATABASE_URL;
  }
  const postgres = await KeptDatabase.start({ dataDir: settings.DATA_DIR, log: say });
  await shutdown.add('database', () => postgres.stop());
  return postgres.url;
}

async function requireDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
  } catch (error) {
    const reason = error instanceof Error && error.message !== '' ? error.message : 'no answer';
    throw new CannotStart(`The database that DATABASE_URL names cannot be reached (${reason}).`);
  }
}

async function openEventLog(databaseUrl: string, shutdown: Shutdown): Promise<EventLog> {
  const options = { connection: { connectionString: databaseUrl } };
  await migratePostgresEventLog(options);
  const eventLog = createPostgresEventLog(options);
  await shutdown.add('event log', () => eventLog.close());
  await eventLog.ensureTopics(SERVICE_NAMES.map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC })));
  return eventLog;
}

/** Services read their settings from the environment, as they do in a process of their own. */
function publish(settings: StandaloneSettings, keys: Keys, databaseUrl: string): void {
  Object.assign(process.env, keys, { DATA_DIR: settings.DATA_DIR, DATABASE_URL: databaseUrl });
}
