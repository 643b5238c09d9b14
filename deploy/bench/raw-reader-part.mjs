// The peer of a rebuild: reads the log as its own client does and does nothing with it.
import kafkajs from 'kafkajs';
import pg from 'pg';
import { now } from './measure.mjs';
import { ready } from './part.mjs';

const [name, brokers, databaseUrl] = process.argv.slice(2);
const PARTITIONS_AT_ONCE = 3;
const RECORDS_AT_ONCE = 1_000;

/** The clock runs from the first batch in hand. */
async function readKafka({ topics, count }) {
  const kafka = new kafkajs.Kafka({ brokers: [brokers], clientId: 'raw', logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 10 } });
  const consumer = kafka.consumer({ groupId: `raw-${Date.now()}`, maxWaitTimeInMs: 500, maxBytesPerPartition: 4 * 1_024 * 1_024 });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  let [seen, begun] = [0, 0];
  const ms = await new Promise((done, failed) => {
    const eachBatch = async ({ batch, resolveOffset, commitOffsetsIfNecessary, heartbeat }) => {
      begun ||= now();
      resolveOffset(batch.lastOffset());
      await commitOffsetsIfNecessary();
      await heartbeat();
      seen += batch.messages.length;
      if (seen >= count) done(now() - begun);
    };
    consumer.run({ autoCommitThreshold: 1, eachBatchAutoResolve: false, eachBatch }).catch(failed);
  });
  await consumer.disconnect();
  return ms;
}

async function readPostgres({ topics, count }) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: PARTITIONS_AT_ONCE });
  const { rows: partitions } = await pool.query('SELECT id FROM event_log.partitions WHERE topic = ANY ($1)', [topics]);
  const begun = now();
  let seen = 0;
  const work = async () => {
    for (let one = partitions.shift(); one; one = partitions.shift()) {
      const read = await readPartition(pool, one.id);
      seen += read;
    }
  };
  await Promise.all(Array.from({ length: PARTITIONS_AT_ONCE }, work));
  const ms = now() - begun;
  await pool.end();
  if (seen < count) throw new Error(`${seen} of ${count} records were read`);
  return ms;
}

async function readPartition(pool, id) {
  const text = `SELECT record_offset, key, partition_key, headers, value, stored_at FROM event_log.records
    WHERE partition_id = $1 AND record_offset >= $2 ORDER BY record_offset LIMIT ${RECORDS_AT_ONCE}`;
  for (let seen = 0; ;) {
    const { rows } = await pool.query({ name: 'read', text, values: [id, seen] });
    if (rows.length === 0) return seen;
    seen += rows.length;
  }
}

ready({}, async () => {}, { read: name === 'kafka' ? readKafka : readPostgres });
