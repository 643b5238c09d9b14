// The three servers of this installation, each in its own folder and on a port that it keeps.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startKafka } from '../kafka/kafka.mjs';
import { startRedis } from '../redis.mjs';
import { freePort, readJson, stopLeftBehind } from '../server-process.mjs';
import { isPostmasterOf, readPostmasterFile, startEmbeddedPostgres } from './built.mjs';
import { Server } from './servers.mjs';

/** Connections of one process: its pool, its relay, its consumer, and a few for looking after itself. */
const CONNECTIONS_PER_PROCESS = 16;

/** The ports of the first start, as long as nobody else has them: addresses that services know stay right. */
export async function choosePorts(folder) {
  const file = join(folder, 'ports.json');
  const before = readJson(file) ?? {};
  const ports = {
    postgres: portOfLeftBehind(folder, before.postgres) ?? (await freePort(before.postgres)),
    redis: await portOfRedis(folder, before.redis),
  };
  if (ports.redis === ports.postgres) return choosePorts(folder);
  writeFileSync(file, JSON.stringify(ports), { mode: 0o600 });
  return ports;
}

/** A database that a killed start left behind has its port still; it is stopped when the new one starts. */
function portOfLeftBehind(folder, port) {
  const database = join(folder, 'postgres/postgres');
  const found = readPostmasterFile(database);
  return found !== undefined && found.port === port && isPostmasterOf(found.pid, database) ? port : undefined;
}

async function portOfRedis(folder, port) {
  const place = join(folder, 'redis');
  await stopLeftBehind(join(place, 'server.json'), join(place, 'redis.conf'), () => undefined);
  return freePort(port);
}

export function postgresServer({ folder, instances }, port, say) {
  const dataDir = join(folder, 'postgres');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const maxConnections = 40 + 6 * instances * CONNECTIONS_PER_PROCESS;
  return new Server(
    'PostgreSQL',
    async () => {
      const postgres = await startEmbeddedPostgres({ dataDir, port, maxConnections, log: say });
      // Its folder stays ours until it is given back, also when it is gone.
      const exited = postgres.exited.then(() => postgres.stop());
      return { ...postgres, exited };
    },
    say,
  );
}

export function kafkaServer({ folder }, say) {
  return new Server('Kafka', () => startKafka({ folder: join(folder, 'kafka'), log: say }), say);
}

export function redisServer({ folder }, port, say) {
  const password = () => readFileSync(join(folder, 'secrets/redis/REDIS_PASSWORD'), 'utf8').trim();
  return new Server('Redis', () => startRedis({ folder: join(folder, 'redis'), port, password: password(), log: say }), say);
}
