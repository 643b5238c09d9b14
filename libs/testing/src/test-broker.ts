import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '../../../deploy/local/kafka/kafka.mjs';
import { startRedis } from '../../../deploy/local/redis.mjs';
import { stopLeftBehind, type RunningServer } from '../../../deploy/local/server-process.mjs';
import { livingOwner } from '../../platform/src/embedded-postgres/owner-file';
import { BROKER_FOLDERS, createBrokerFolder } from './broker-folder';

interface TestBroker {
  readonly folder: string;
  readonly servers: readonly RunningServer[];
  readonly brokers: string;
  readonly redisUrl: string;
}

// jest loads the set-up once per project, each time as a new module: only the global object is shared.
declare global {
  var komitmenTestBroker: Promise<TestBroker> | undefined;
}

/** Starts the one Kafka and the one Redis of the test run, or takes those that the environment names. */
export async function startTestBroker(): Promise<void> {
  const { KOMITMEN_TEST_KAFKA_BROKERS: kafka, KOMITMEN_TEST_REDIS_URL: redis } = process.env;
  if (kafka !== undefined && redis !== undefined && globalThis.komitmenTestBroker === undefined) return;
  globalThis.komitmenTestBroker ??= launch();
  const { brokers, redisUrl } = await globalThis.komitmenTestBroker;
  process.env['KOMITMEN_TEST_KAFKA_BROKERS'] = brokers;
  process.env['KOMITMEN_TEST_REDIS_URL'] = redisUrl;
}

export async function stopTestBroker(): Promise<void> {
  const running = globalThis.komitmenTestBroker;
  if (running === undefined) return;
  globalThis.komitmenTestBroker = undefined;
  const { servers, folder } = await running;
  // Nothing of it is kept.
  await Promise.all(servers.map((server) => server.kill()));
  rmSync(folder, { recursive: true, force: true });
}

async function launch(): Promise<TestBroker> {
  await removeLeftBehind();
  const folder = createBrokerFolder();
  const log = (line: string): void => void process.stdout.write(`${line}\n`);
  const [kafka, redis] = await Promise.all([
    startKafka({ folder: join(folder, 'kafka'), log }),
    startRedis({ folder: join(folder, 'redis'), log }),
  ]);
  return { folder, servers: [kafka, redis], brokers: kafka.brokers, redisUrl: redis.url };
}

/** A test run that was killed leaves its servers behind; the next run clears them away. */
async function removeLeftBehind(): Promise<void> {
  const folders = readdirSync(tmpdir()).filter((entry) => entry.startsWith(BROKER_FOLDERS));
  for (const folder of folders.map((name) => join(tmpdir(), name))) {
    if (livingOwner(folder) !== undefined) continue;
    const silent = (): void => undefined;
    await stopLeftBehind(join(folder, 'kafka/broker.json'), join(folder, 'kafka/server.properties'), silent);
    await stopLeftBehind(join(folder, 'redis/server.json'), join(folder, 'redis/redis.conf'), silent);
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
