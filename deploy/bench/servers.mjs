// A real broker and a real database for one measurement, on a folder of their own.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from '../local/kafka/kafka.mjs';
import { library } from './built.mjs';

/** Runs `work` with both, and stops what it closes behind itself whatever happens: parts first, then the servers. */
export async function withServers(work) {
  const folder = mkdtempSync(join(tmpdir(), 'komitmen-bench-'));
  const closing = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })];
  let kafka;
  const killBroker = () => kafka && process.kill(kafka.pid, 'SIGKILL');
  process.once('exit', killBroker);
  try {
    kafka = await startKafka({ folder: join(folder, 'kafka') });
    closing.push(() => kafka.stop());
    mkdirSync(join(folder, 'data'));
    const postgres = await library('platform').startEmbeddedPostgres({ dataDir: join(folder, 'data') });
    closing.push(() => postgres.stop());
    const opened = (part) => {
      closing.push(() => part.stop());
      return part;
    };
    const pids = { broker: kafka.pid, database: postgres.pid };
    return await work({ brokers: kafka.brokers, databaseUrl: postgres.url, pids, opened });
  } finally {
    for (const close of closing.reverse()) await close();
    process.off('exit', killBroker);
  }
}
