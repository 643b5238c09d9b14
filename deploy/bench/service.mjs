// A real service over Kafka in this very process, on a database that it prepares for itself.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { app, library } from './built.mjs';

const { createKafkaEventLog, createPostgresEventLog, EventLogStrategy, PARTITIONS_PER_TOPIC } = library('messaging');
const TOPICS = ['regencies', 'budgets', 'enrolment', 'scorecards', 'notifications', 'gateway'];

export const kafkaLog = (brokers, clientId) => createKafkaEventLog({ brokers: [brokers], clientId });

/** The log of either shape. */
export const logOf = (name, { brokers, databaseUrl }, clientId) =>
  name === 'kafka' ? kafkaLog(brokers, clientId) : createPostgresEventLog({ connection: { connectionString: databaseUrl } });

export const ensureTopics = (log, more = []) =>
  log.ensureTopics([...TOPICS, ...more].map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC })));

/** The service, its address, and how to end it. `around` may put itself between the service and its event log. */
export async function startService(name, { brokers, databaseUrl, publicKeys }, around = (log) => log) {
  const { createLogger, createService, TokenVerifier } = library('platform');
  const eventLog = kafkaLog(brokers, name);
  const service = await createService(app(name)[`${name}Service`], {
    databaseUrl,
    eventLog: around(eventLog),
    tokens: new TokenVerifier(publicKeys),
    logger: createLogger('error'),
  });
  const server = createServer((request, response) => service.handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    app: service.app,
    url: `http://127.0.0.1:${server.address().port}`,
    progress: () => service.app.get(EventLogStrategy).progress(),
    stop: async () => {
      server.closeAllConnections();
      await service.close();
      await eventLog.close();
    },
  };
}
