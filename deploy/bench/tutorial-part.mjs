// The way tutorials show: a handler per message, in it a transaction of TypeORM that looks whether it knows the event, finds, and saves.
import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, KafkaContext, Payload, Transport } from '@nestjs/microservices';
import pg from 'pg';
import { DataSource, EntitySchema } from 'typeorm';
import { now } from './measure.mjs';
import { ready } from './part.mjs';

const [name, brokers, databaseUrl] = process.argv.slice(2);
const Seen = new EntitySchema({ name: 'Seen', schema: 'tutorial', tableName: 'seen', columns: { id: { type: 'uuid', primary: true } } });
const Latest = new EntitySchema({
  name: 'Latest',
  schema: 'tutorial',
  tableName: 'latest',
  columns: { payer: { type: 'text', primary: true }, persons: { type: 'integer' }, reports: { type: 'integer' } },
});
const admin = new pg.Client({ connectionString: databaseUrl });
await admin.connect();
await admin.query(`CREATE SCHEMA tutorial; CREATE TABLE tutorial.seen (id uuid PRIMARY KEY);
  CREATE TABLE tutorial.latest (payer text PRIMARY KEY, persons integer NOT NULL, reports integer NOT NULL)`);
const source = await new DataSource({
  type: 'postgres',
  url: databaseUrl,
  entities: [Seen, Latest],
  installExtensions: false,
}).initialize();

let [handled, begun, wanted, finished] = [0, 0, Infinity, () => {}];

async function handle(id, data) {
  begun ||= now();
  if (handled >= wanted) return;
  await source.transaction(async (manager) => {
    if (await manager.findOneBy(Seen, { id })) return;
    await manager.save(Seen, { id });
    const known = await manager.findOneBy(Latest, { payer: data.payer });
    await manager.save(Latest, { payer: data.payer, persons: data.persons, reports: (known?.reports ?? 0) + 1 });
  });
  handled += 1;
  if (handled === wanted) finished(now() - begun);
}

class Tutorial {
  reported(data, context) {
    // A business day is nobody's report.
    if (data.payer === undefined) return undefined;
    return handle(String(context.getMessage().headers.ce_id), data);
  }
}
// What `@Controller() class` with `@EventPattern`, `@Payload` and `@Ctx` says in TypeScript.
Controller()(Tutorial);
const method = Object.getOwnPropertyDescriptor(Tutorial.prototype, 'reported');
Reflect.defineMetadata('design:paramtypes', [Object, KafkaContext], Tutorial.prototype, 'reported');
EventPattern('enrolment')(Tutorial.prototype, 'reported', method);
Payload()(Tutorial.prototype, 'reported', 0);
Ctx()(Tutorial.prototype, 'reported', 1);
class Root {}
Module({ controllers: [Tutorial] })(Root);

let application;

async function overKafka() {
  const client = { brokers: [brokers], clientId: 'tutorial', logLevel: 0 };
  const options = { client, consumer: { groupId: 'tutorial' }, subscribe: { fromBeginning: true } };
  application = await NestFactory.createMicroservice(Root, { transport: Transport.KAFKA, options, logger: false });
  await application.listen();
}

/** Row by row from the log's tables: there is no transport of Nest's for them. */
async function overPostgres(topic) {
  const { rows } = await admin.query(
    `SELECT r.headers, r.value FROM event_log.records r JOIN event_log.partitions p ON p.id = r.partition_id
     WHERE p.topic = $1 AND r.headers->>'ce_type' = 'enrolment.headcount-reported.v1' LIMIT $2`,
    [topic, wanted],
  );
  for (const { headers, value } of rows) await handle(headers.ce_id, JSON.parse(value));
}

const work = ({ topic, count }) =>
  new Promise((done, failed) => {
    [wanted, finished] = [count, done];
    (name === 'kafka' ? overKafka() : overPostgres(topic)).catch(failed);
  });
const stop = async () => {
  await application?.close();
  await source.destroy();
  await admin.end();
};
ready({}, stop, { handle: work });
