import { Client } from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { EntityClass, MigrationClass } from '../service/service-definition';
import { PreparingClient } from './preparing-client';

const SERVICE_NAME = /^[a-z][a-z_]{0,40}$/;

export interface PoolSettings {
  /** Most connections of one service. Standalone runs six services on one small database. */
  readonly poolSize?: number;
}

/**
 * A commit waits for the flush at work and then for its own, so that one pool commits at most its size every two flushes: when a
 * busy disk takes 100 ms for each, 60 times a second. Relay and repairs have connections of their own.
 */
const POOL_SIZE = 12;

/** Options of a service's own schema: its migrations in its own table, never synchronised, nothing that needs a superuser. */
export function dataSourceOptions(
  service: string,
  url: string,
  entities: readonly EntityClass[],
  migrations: readonly MigrationClass[],
  pool: PoolSettings = {},
): DataSourceOptions & { readonly type: 'postgres'; readonly schema: string } {
  if (!SERVICE_NAME.test(service)) throw new Error(`"${service}" cannot be a schema's name`);
  return {
    type: 'postgres',
    url,
    schema: service,
    applicationName: `komitmen-${service}`,
    entities: [...entities],
    migrations: [...migrations],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    poolSize: pool.poolSize ?? POOL_SIZE,
    connectTimeoutMS: 10_000,
    extra: {
      connectionTimeoutMillis: 10_000,
      options: `-c search_path=${service}`,
      Client: PreparingClient,
      pipeline: true,
    },
  };
}

/** Creates the schema where it is missing and runs what migrations are still to run. Several processes may call it at once. */
export async function runMigrations(options: ReturnType<typeof dataSourceOptions>): Promise<void> {
  const client = new Client({ connectionString: options.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`komitmen-migrations-${options.schema}`]);
    await ensureSchema(client, options.schema);
    const dataSource = await new DataSource({ ...options, poolSize: 2 }).initialize();
    try {
      await dataSource.runMigrations();
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await client.end();
  }
}

async function ensureSchema(client: Client, schema: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
  if (found.rowCount === 0) await client.query(`CREATE SCHEMA "${schema}"`);
}
