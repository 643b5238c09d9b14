// The least that a projection can do through our machinery: one handler, one upsert at the end of each chunk.
import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { library } from './built.mjs';
import { ready } from './part.mjs';
import { kafkaLog } from './service.mjs';
import { Stopwatch } from './stopwatch.mjs';

const { dataSourceOptions, runMigrations } = library('platform');
const { ChunkContext, connectEventLog, EVENT_LOG, MessagingModule, messagingMigrations } = library('messaging');
const [brokers, databaseUrl] = process.argv.slice(2);

const UPSERT = `INSERT INTO tally.latest (payer, persons, reports) SELECT * FROM unnest($1::text[], $2::int[], $3::int[])
  ON CONFLICT (payer) DO UPDATE SET persons = excluded.persons, reports = tally.latest.reports + excluded.reports`;

class Tally {
  chunks = new WeakMap();

  reported({ data }, context) {
    const latest = this.chunks.get(context.transaction) ?? new Map();
    this.chunks.set(context.transaction, latest);
    latest.set(data.payer, { persons: data.persons, reports: (latest.get(data.payer)?.reports ?? 0) + 1 });
    context.atChunkEnd('tally', async () => {
      const rows = [...latest.values()];
      await context.transaction.query(UPSERT, [[...latest.keys()], rows.map((row) => row.persons), rows.map((row) => row.reports)]);
    });
  }
}
// What `@Controller() class` with `@EventPattern`, `@Payload` and `@Ctx` says in TypeScript.
Controller()(Tally);
const method = Object.getOwnPropertyDescriptor(Tally.prototype, 'reported');
Reflect.defineMetadata('design:paramtypes', [Object, ChunkContext], Tally.prototype, 'reported');
EventPattern('enrolment.headcount-reported.v1', EVENT_LOG)(Tally.prototype, 'reported', method);
Payload()(Tally.prototype, 'reported', 0);
Ctx()(Tally.prototype, 'reported', 1);
class Root {}
Module({})(Root);

const CREATE = { up: (runner) => runner.query('CREATE TABLE tally.latest (payer text PRIMARY KEY, persons integer, reports integer)') };
class Tables1752541200000 {
  up = CREATE.up;
  down = () => Promise.resolve();
}
const database = dataSourceOptions('tally', databaseUrl, [], [...messagingMigrations('tally'), Tables1752541200000]);
await runMigrations(database);
const log = kafkaLog(brokers, 'tally');
const watch = new Stopwatch();
const messaging = MessagingModule.forService({ service: 'tally', consumes: ['enrolment'], eventLog: watch.around(log) });
const root = { module: Root, imports: [TypeOrmModule.forRoot(database), messaging], controllers: [Tally] };
const application = await NestFactory.create(root, new FastifyAdapter(), { logger: false });
connectEventLog(application);
// Its relay would wait for a topic of its own, which nothing needs here.
await application.init();
await application.startAllMicroservices();

const stop = async () => {
  await application.close();
  await log.close();
};
ready({}, stop, { handled: () => watch.handled() });
