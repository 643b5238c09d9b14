// A real broker and a real database for one measurement, on a folder of their own.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '../local/kafka/kafka.mjs';
import { library } from './built.mjs';

const BROKEN_OFF = ['SIGINT', 'SIGTERM'];
const leave = () => process.exit(1);

/** Runs `work` with both (or the database alone), and stops what it closes behind itself whatever happens: parts first, then the servers. */
export async function withServers(work, { kafka: withKafka = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'komitmen-bench-'));
  const closing = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })];
  const running = [];
  // Both outlive their starter otherwise, when a measurement is broken off.
  const killAll = () => running.forEach(kill);
  process.once('exit', killAll);
  for (const signal of BROKEN_OFF) process.on(signal, leave);
  try {
    const kafka = withKafka ? await startKafka({ folder: join(folder, 'kafka') }) : undefined;
    if (kafka) {
      running.push(kafka);
      closing.push(() => kafka.stop());
    }
    mkdirSync(join(folder, 'data'));
    const postgres = await library('platform').startEmbeddedPostgres({ dataDir: join(folder, 'data') });
    running.push(postgres);
    closing.push(() => postgres.stop());
    const opened = (part) => {
      closing.push(() => part.stop());
      return part;
    };
    const pids = { broker: kafka?.pid, database: postgres.pid };
    return await work({ brokers: kafka?.brokers, databaseUrl: postgres.url, pids, opened });
  } finally {
    for (const close of closing.reverse()) await close();
    process.off('exit', killAll);
    for (const signal of BROKEN_OFF) process.off(signal, leave);
  }
}

function kill({ pid }) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
