// The enrolment service with its outbox and its relay, which publishes when it is told to.
import { DataSource } from 'typeorm';
import { library } from './built.mjs';
import { PROVINCES } from './governments.mjs';
import { now, until } from './measure.mjs';
import { ready } from './part.mjs';
import { startService } from './service.mjs';

const [brokers, databaseUrl, publicKeys] = process.argv.slice(2);
const { Relay } = library('messaging');
const { SAMPLES } = library('contracts');

const service = await startService('enrolment', { brokers, databaseUrl, publicKeys: JSON.parse(publicKeys) });
const relay = service.app.get(Relay);
const database = service.app.get(DataSource);
await relay.stop();

/** As many reports of headcounts as a service would have written, each of an aggregate of its own. */
async function fill(count) {
  const report = { ...SAMPLES['enrolment.headcount-reported.v1'], kind: 'count', qualifier: 'rounded' };
  await database.query(
    `INSERT INTO enrolment.outbox (id, type, subject, province, aggregate_version, data, correlation_id, actor, created_at)
     SELECT gen_random_uuid(), 'enrolment.headcount-reported.v1', id, province, 1,
       $2::jsonb || jsonb_build_object('reportId', id, 'payer', province, 'persons', number), gen_random_uuid()::text, $3, now()
     FROM (SELECT number, gen_random_uuid()::text AS id, ($4::text[])[1 + number % 38] AS province FROM generate_series(1, $1::int) AS number) made`,
    [count, JSON.stringify(report), report.recordedBy.accountId, PROVINCES],
  );
  await database.query('VACUUM ANALYZE enrolment.outbox');
}

/** From the start of the relay, its connections included, until its outbox is empty. */
async function drain() {
  const [begun, worked] = [now(), process.cpuUsage()];
  relay.start();
  const isEmpty = async () => (await database.query('SELECT FROM enrolment.outbox ORDER BY position LIMIT 1')).length === 0;
  await until('the outbox is empty', isEmpty, { everyMs: 20 });
  const ms = now() - begun;
  const { user, system } = process.cpuUsage(worked);
  await relay.stop();
  return { ms, processorMs: (user + system) / 1000 };
}

ready({}, service.stop, { fill, drain });
