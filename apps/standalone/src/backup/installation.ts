import { migratePostgresEventLog } from '@komitmen/messaging';
import {
  attachEmbeddedPostgres,
  type AttachedPostgres,
  type Environment,
  parseSettings,
  runMigrations,
  serviceDatabase,
  SettingsError,
  SharedSettings,
  startEmbeddedPostgres,
  withClient,
} from '@komitmen/platform';
import { type Static, Type } from '@sinclair/typebox';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findAddress } from '../console/address';
import type { Say } from '../first-start';
import { SERVICE_NAMES } from '../service-names';
import { definitions } from '../services';
import { checkout } from '../settings';
import { requireEmpty, requireNobodyAtWork, tablesOf } from './database-copy';
import type { Shape } from './manifest';

/** What backup and restore have to know of an installation. */
export interface Installation {
  readonly shape: Shape;
  /** Of the database; each service has one. */
  readonly schemas: readonly string[];
  /** Where the log is, unless it is in the database. */
  readonly brokers: readonly string[];
  /** Files of keys in `keyFolder` that what is restored needs again. */
  readonly keyPaths: readonly string[];
  readonly keyFolder: string;
  readonly findKey: (path: string) => string | undefined;
  /** The database as it is, open to its owner. */
  database(say: Say): Promise<AttachedPostgres>;
  /** A database that has all tables. @throws CannotStart when there are rows in it. */
  emptyDatabase(say: Say): Promise<AttachedPostgres>;
}

const BackupSettings = Type.Pick(SharedSettings, [
  'SECRETS_DIR',
  'DATA_DIR',
  'DATABASE_URL',
  'KAFKA_BROKERS',
  'AUDIT_KEY',
  'NIK_KEYS',
  'NIK_HASH_KEY',
]);
type BackupSettings = Static<typeof BackupSettings>;

/** The installation that the settings name, else the one that runs on the data folder, else that of `npm start`. */
export function findInstallation(environment: Environment): Installation {
  const settings = parseSettings(BackupSettings, environment);
  const dataDir = resolve(checkout, settings.DATA_DIR);
  if (settings.KAFKA_BROKERS !== undefined) return distributed(settings);
  const launched = join(dataDir, 'distributed');
  if (findAddress(dataDir) !== undefined || findAddress(launched) === undefined) return standalone(settings, dataDir);
  return distributed(parseSettings(BackupSettings, { ...environment, SECRETS_DIR: join(launched, 'secrets', 'installation') }));
}

const given = (url: string): AttachedPostgres => ({ url, release: () => Promise.resolve() });

function standalone(settings: BackupSettings, dataDir: string): Installation {
  const url = settings.DATABASE_URL;
  const schemas = [...SERVICE_NAMES, 'event_log'];
  const keyFolder = join(dataDir, 'keys');
  const own: Readonly<Record<string, string | undefined>> = settings;
  return {
    shape: 'standalone',
    schemas,
    brokers: [],
    keyPaths: ['AUDIT_KEY', 'NIK_KEYS', 'NIK_HASH_KEY'],
    keyFolder,
    findKey: (path) => own[path] ?? findFile(join(keyFolder, path)),
    database: (say) => (url === undefined ? attachEmbeddedPostgres({ dataDir, log: say }) : Promise.resolve(given(url))),
    emptyDatabase: async (say) => {
      const database = url === undefined ? await started(dataDir, say) : given(url);
      try {
        await requireUnused(database.url, schemas);
        await migratePostgresEventLog({ connection: { connectionString: database.url } });
        for (const definition of definitions) await runMigrations(serviceDatabase(definition, database.url));
        return database;
      } catch (error) {
        await database.release();
        throw error;
      }
    },
  };
}

async function started(dataDir: string, say: Say): Promise<AttachedPostgres> {
  const { url, stop } = await startEmbeddedPostgres({ dataDir, log: say });
  return { url, release: stop };
}

async function requireUnused(url: string, schemas: readonly string[]): Promise<void> {
  await withClient(url, async (client) => {
    await requireNobodyAtWork(client);
    await requireEmpty(client, await tablesOf(client, schemas));
  });
}

/** Tables and topics are made by `prepare`. */
function distributed({ DATABASE_URL: url, KAFKA_BROKERS: brokers = '', SECRETS_DIR: secrets }: BackupSettings): Installation {
  const missing = [...(url === undefined ? ['DATABASE_URL'] : []), ...(brokers === '' ? ['KAFKA_BROKERS'] : [])];
  if (url === undefined || brokers === '')
    throw new SettingsError(missing.map((name) => `${name} is not set; set SECRETS_DIR to the folder "installation" of the secrets.`));
  const keyFolder = secrets === undefined ? 'the folder of secrets' : resolve(secrets, '..');
  return {
    shape: 'distributed',
    schemas: SERVICE_NAMES,
    brokers: brokers.split(','),
    keyPaths: [...SERVICE_NAMES.map((service) => `${service}/AUDIT_KEY`), 'enrolment/NIK_KEYS', 'enrolment/NIK_HASH_KEY'],
    keyFolder,
    findKey: (path) => (secrets === undefined ? undefined : findFile(join(keyFolder, path))),
    database: () => Promise.resolve(given(url)),
    emptyDatabase: async () => {
      await requireUnused(url, SERVICE_NAMES);
      return given(url);
    },
  };
}

function findFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
