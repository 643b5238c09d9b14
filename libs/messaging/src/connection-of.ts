import type { ClientConfig } from 'pg';
import type { DataSource } from 'typeorm';

const CONNECTION_TIMEOUT_MS = 10_000;

/** How to reach the database of a DataSource with a connection outside its pool. */
export function connectionOf({ options }: DataSource): ClientConfig {
  if (options.type !== 'postgres') throw new Error(`a DataSource of type ${options.type} cannot carry an outbox`);
  const { url, host, port, username, password, database, ssl } = options;
  const { ca, cert, key, rejectUnauthorized } = typeof ssl === 'object' ? ssl : {};
  const common: ClientConfig = {
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    ssl: typeof ssl === 'object' ? { ca, cert, key, rejectUnauthorized } : ssl,
  };
  if (url !== undefined) return { ...common, connectionString: url };
  return { ...common, host, port, user: username, password: typeof password === 'function' ? async () => password() : password, database };
}
