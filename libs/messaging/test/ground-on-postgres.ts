import { Client } from 'pg';
import { createPostgresEventLog, migratePostgresEventLog } from '../src';
import type { PrepareGround } from './garden';

/** The log lies in the same database as the services. */
export const onPostgres: PrepareGround = async ({ url }) => {
  const connection = { connectionString: url };
  await migratePostgresEventLog({ connection });
  return {
    log: createPostgresEventLog({ connection, leaseMs: 1_500 }),
    forgetCommits: async () => {
      const client = new Client(connection);
      await client.connect();
      await client.query(`DELETE FROM event_log.group_offsets`);
      await client.end();
    },
  };
};
