// One real service over Kafka as a process of its own.
import { ready } from './part.mjs';
import { startService } from './service.mjs';
import { Stopwatch } from './stopwatch.mjs';

const [name, brokers, databaseUrl, publicKeys] = process.argv.slice(2);
const watch = new Stopwatch();
const service = await startService(name, { brokers, databaseUrl, publicKeys: JSON.parse(publicKeys) }, (log) => watch.around(log));

async function progress() {
  const { lag, trouble } = await service.progress();
  if (trouble !== null) throw new Error(`${name} waits: ${trouble}`);
  return { lag: lag === null ? null : Number(lag) };
}

ready({ url: service.url }, service.stop, { progress, handled: () => watch.handled(), again: () => watch.reset() });
