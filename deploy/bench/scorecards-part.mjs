// The scorecards service on a database and an event log of its own, reached twice: directly, and through the gateway as users do.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { app, library, signToken } from './built.mjs';
import { allEvents } from './governments.mjs';
import { until } from './measure.mjs';
import { ready } from './part.mjs';
import { recordOf } from './records.mjs';

const [folder] = process.argv.slice(2);
const { createLogger, createService, generateTokenKeys, startEmbeddedPostgres, TokenVerifier } = library('platform');
const { createPostgresEventLog, EventLogStrategy, migratePostgresEventLog, PARTITIONS_PER_TOPIC } = library('messaging');
const { SAMPLES } = library('contracts');

const closing = [];
const close = async () => {
  for (const part of closing.reverse()) await part();
};

try {
  const postgres = await startEmbeddedPostgres({ dataDir: folder });
  closing.push(() => postgres.stop());
  const connection = { connectionString: postgres.url };
  await migratePostgresEventLog({ connection });
  const eventLog = createPostgresEventLog({ connection });
  closing.push(() => eventLog.close());
  const topics = ['regencies', 'budgets', 'enrolment', 'scorecards', 'notifications', 'gateway'];
  await eventLog.ensureTopics(topics.map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC })));
  const keys = await generateTokenKeys();
  process.env.TOKEN_PRIVATE_KEY = JSON.stringify(keys.privateKey);
  const runtime = { databaseUrl: postgres.url, eventLog, tokens: new TokenVerifier(keys.publicKeys), logger: createLogger('error') };
  const service = await createService(app('scorecards').scorecardsService, runtime);
  closing.push(() => service.close());
  const gateway = await app('gateway').createGateway(runtime, [service]);
  closing.push(() => gateway.close());

  const events = allEvents(SAMPLES);
  await eventLog.producer().append(events.map(recordOf));
  const progress = () => service.app.get(EventLogStrategy).progress();
  await until('every event is handled', async () => {
    const { lag, trouble } = await progress();
    if (trouble !== null) throw new Error(`the scorecards service: ${JSON.stringify(trouble)}`);
    return lag === 0n;
  });
  const url = await listen(service);
  const gatewayUrl = await listen(gateway);
  ready({ url, gatewayUrl, events: events.length, token: await signToken(process.env.TOKEN_PRIVATE_KEY, 'administrator') }, close);
} catch (error) {
  console.error(error);
  await close();
  process.exit(1);
}

async function listen(running) {
  const server = createServer((request, response) => running.handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => server.closeAllConnections());
  return `http://127.0.0.1:${server.address().port}`;
}
