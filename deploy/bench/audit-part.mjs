// A real service on the embedded log with an audit that it seals and checks, as a process of its own.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { DataSource } from 'typeorm';
import { app, library } from './built.mjs';
import { PROVINCES } from './governments.mjs';
import { ready } from './part.mjs';
import { ensureTopics, logOf } from './service.mjs';

const [name, databaseUrl, publicKeys, auditKey] = process.argv.slice(2);
const { AuditKeys, createLogger, createService, TokenVerifier } = library('platform');
const { migratePostgresEventLog } = library('messaging');
const { SAMPLES } = library('contracts');
const TYPE = 'budgets.allocation-recorded.v1';

await migratePostgresEventLog({ connection: { connectionString: databaseUrl } });
const eventLog = logOf('postgres', { databaseUrl }, name);
await ensureTopics(eventLog);
const service = await createService(app(name)[`${name}Service`], {
  databaseUrl,
  eventLog,
  tokens: new TokenVerifier(JSON.parse(publicKeys)),
  logger: createLogger('error'),
  auditKeys: AuditKeys.parse(auditKey),
});
const database = service.app.get(DataSource);
const server = createServer((request, response) => service.handle(request, response));
server.listen(0, '127.0.0.1');
await once(server, 'listening');

/** Rows as the service writes them beside its commands, none of them sealed before all are there. @returns bytes per row, with indexes */
async function fill(count) {
  await database.query(
    `WITH recorded AS (
       INSERT INTO ${name}.audit_log (account, role, scope, remote_address, business_date, business_time, correlation_id, event_id, event_type, subject, data)
       SELECT gen_random_uuid()::text, 'treasury-officer', province, '127.0.0.1', '2025-07-15', '09:00', gen_random_uuid()::text, gen_random_uuid(), $2,
         id, $3::jsonb || jsonb_build_object('allocationId', id, 'payer', province, 'beneficiary', province, 'amount', number::text)
       FROM (SELECT number, gen_random_uuid()::text AS id, ($4::text[])[1 + number % 38] AS province FROM generate_series(1, $1::int) AS number) made
       RETURNING id
     )
     INSERT INTO ${name}.audit_unsealed (row_id) SELECT id FROM recorded`,
    [count, TYPE, JSON.stringify(SAMPLES[TYPE]), PROVINCES],
  );
  const [{ bytes }] = await database.query(`SELECT pg_total_relation_size('${name}.audit_log')::float8 AS bytes`);
  return bytes / count;
}

/** The heads are on the log, too. */
async function isSealed() {
  const [{ waits }] = await database.query(
    `SELECT EXISTS (SELECT FROM ${name}.audit_unsealed) OR EXISTS (SELECT FROM ${name}.outbox) AS waits`,
  );
  return !waits;
}

const stop = async () => {
  server.closeAllConnections();
  await service.close();
  await eventLog.close();
};
ready({ url: `http://127.0.0.1:${server.address().port}` }, stop, { fill, isSealed });
