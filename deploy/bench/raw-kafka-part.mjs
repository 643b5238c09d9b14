// The peers: kafkajs by itself, doing what our machinery does with it and nothing more.
import kafkajs from 'kafkajs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import pg from 'pg';
import { checkout } from '../local/prepare.mjs';
import { library } from './built.mjs';
import { ensureTopics, kafkaLog } from './service.mjs';
import { now } from './measure.mjs';
import { openLoop } from './open-loop.mjs';
import { ready } from './part.mjs';

const [brokers, databaseUrl] = process.argv.slice(2);
const { partitionFor, PARTITIONS_PER_TOPIC } = library('messaging');
const { toLogRecord } = createRequire(import.meta.url)(join(checkout, 'dist/libs/messaging/src/outbox-row.js'));
const TOPIC = 'raw';

const log = kafkaLog(brokers, 'raw');
await ensureTopics(log, [TOPIC]);
const kafka = new kafkajs.Kafka({ brokers: [brokers], clientId: 'raw', logLevel: kafkajs.logLevel.NOTHING, retry: { retries: 10 } });
const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1, createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
const database = new pg.Pool({ connectionString: databaseUrl, max: 10 });
await database.query('CREATE TABLE IF NOT EXISTS public.raw (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, value text NOT NULL)');
await producer.connect();
let messages = [];

/** The very records that the relay is going to send, read and built before the clock runs. */
async function load() {
  const { rows } = await database.query(
    `SELECT position, id, type, subject, province, aggregate_version, data::text AS data, correlation_id, causation_id, actor, created_at
     FROM enrolment.outbox ORDER BY position`,
  );
  messages = rows.map((row) => {
    const { key, value, headers, partitionKey } = toLogRecord('enrolment', row);
    return { key, value, headers, partition: partitionFor(partitionKey, PARTITIONS_PER_TOPIC) };
  });
  const weight = (text) => Buffer.byteLength(text);
  return messages.reduce((sum, { key, value, headers }) => {
    const ofHeaders = Object.entries(headers).reduce((all, [name, text]) => all + weight(name) + weight(text), 0);
    return sum + weight(key) + weight(value) + ofHeaders;
  }, 0);
}

async function produce(batch) {
  const [begun, worked] = [now(), process.cpuUsage()];
  for (let start = 0; start < messages.length; start += batch)
    await producer.send({ topic: TOPIC, acks: -1, messages: messages.slice(start, start + batch) });
  const { user, system } = process.cpuUsage(worked);
  return { ms: now() - begun, processorMs: (user + system) / 1000 };
}

/** Reads `count` records of a topic and does nothing with them but commit each batch; the clock runs from the first batch in hand. */
async function consume({ topics, count }) {
  const consumer = kafka.consumer({ groupId: `raw-${Date.now()}`, maxWaitTimeInMs: 500, maxBytesPerPartition: 4 * 1_024 * 1_024 });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  let [seen, begun] = [0, 0];
  const ms = await new Promise((done, failed) => {
    const eachBatch = async ({ batch, resolveOffset, commitOffsetsIfNecessary, heartbeat }) => {
      begun ||= now();
      const last = batch.lastOffset();
      resolveOffset(last);
      await commitOffsetsIfNecessary({ topics: [{ topic: batch.topic, partitions: [offsetOf(batch.partition, last)] }] });
      await heartbeat();
      seen += batch.messages.length;
      if (seen >= count) done(now() - begun);
    };
    consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch }).catch(failed);
  });
  await consumer.disconnect();
  return ms;
}

const offsetOf = (partition, last) => ({ partition, offset: String(BigInt(last) + 1n) });

/** One row committed, one record produced and consumed, at a rate: ms from the intended moment until it is consumed. */
async function roundTrip({ rate, seconds, warmUpSeconds }) {
  const consumer = kafka.consumer({ groupId: `raw-${Date.now()}`, maxWaitTimeInMs: 500 });
  await consumer.connect();
  // Where it begins by itself is known to kafkajs only after it has joined: what was sent until then would never be seen.
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
  const waiting = new Map();
  const joined = new Promise((done) => consumer.on(consumer.events.GROUP_JOIN, done));
  await consumer.run({
    eachBatch: async ({ batch }) => {
      for (const { key } of batch.messages) waiting.get(key?.toString())?.(now());
    },
  });
  await joined;
  const value = messages[0]?.value ?? 'x'.repeat(600);
  const headers = messages[0]?.headers ?? {};
  const one = async (number) => {
    const key = `${Date.now()}-${number}`;
    const consumed = new Promise((done) => waiting.set(key, done));
    await database.query('INSERT INTO public.raw (value) VALUES ($1)', [value]);
    await producer.send({ topic: TOPIC, acks: -1, messages: [{ key, value, headers, partition: number % PARTITIONS_PER_TOPIC }] });
    const at = await consumed;
    waiting.delete(key);
    return at;
  };
  const taken = await openLoop(one, { rate, seconds, warmUpSeconds });
  await consumer.disconnect();
  return taken;
}

const stop = async () => {
  await producer.disconnect();
  await database.end();
  await log.close();
};
ready({}, stop, { load, produce, consume, roundTrip });
