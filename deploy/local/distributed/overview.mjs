import { join } from 'node:path';
import { table } from './table.mjs';

/** What runs where, in one table. */
export function overview({ folder, DATABASE_URL, REDIS_URL }, { postgres, kafka, redis }, programs, brokers) {
  const rows = [
    [
      'PostgreSQL',
      postgres?.running.pid ?? 'given',
      hostOf(DATABASE_URL ?? postgres.running.url),
      postgres ? join(folder, 'postgres/postgres.log') : '',
    ],
    ['Kafka', kafka?.running.pid ?? 'given', brokers, kafka ? join(folder, 'kafka/broker.log') : ''],
    ['Redis', redis?.running.pid ?? 'given', hostOf(REDIS_URL ?? redis.running.url), redis ? join(folder, 'redis/server.log') : ''],
    ...programs.map(({ title, pid, address = '', logFile }) => [title, pid ?? 'done', address, logFile]),
  ];
  return table(['name', 'process', 'address', 'log'], rows);
}

/** Without the password. */
function hostOf(url) {
  return new URL(url).host;
}
