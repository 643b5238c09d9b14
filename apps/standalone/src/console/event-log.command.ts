import { SERVICE_NAMES } from '../service-names';
import type { ConsoleApi } from './console-api';
import { requireService } from './services';
import { table } from './table';

interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly committed: string;
  readonly highWatermark: string;
  readonly lag: string;
}

interface EventLog {
  readonly log: string;
  readonly topics: readonly { readonly name: string; readonly partitions: number }[];
  readonly lag: readonly PartitionLag[];
}

const look = (api: ConsoleApi, service: string): Promise<EventLog> => api.get<EventLog>(`/api/system/${service}/event-log`);

/** The topics there are; the exit code says whether every service has its own. */
export async function listTopics(api: ConsoleApi): Promise<void> {
  const { log, topics } = await look(api, 'gateway');
  console.log(`Topics on ${log === 'kafka' ? 'Kafka' : 'PostgreSQL'}:`);
  console.log(
    table(
      ['topic', 'partitions'],
      topics.map(({ name, partitions }) => [name, String(partitions)]),
    ),
  );
  const missing = SERVICE_NAMES.filter((name) => topics.every((topic) => topic.name !== name));
  if (missing.length === 0) return;
  console.log(`Missing: ${missing.join(', ')}; "npm run komitmen -- topics create" makes them.`);
  process.exitCode = 1;
}

/** How far each service has read what it consumes: a line per topic, or per partition. */
export async function showLag(api: ConsoleApi, service: string | undefined, { partitions }: { partitions: boolean }): Promise<void> {
  const names = service === undefined ? SERVICE_NAMES : [requireService(service)];
  const rows: string[][] = [];
  for (const name of names) {
    const { lag } = await look(api, name);
    for (const row of partitions ? lag.map(ofPartition) : perTopic(lag)) rows.push([name, ...row]);
  }
  console.log(table(['service', 'topic', ...(partitions ? ['partition'] : []), 'handled', 'written', 'waiting'], rows));
}

const ofPartition = ({ topic, partition, committed, highWatermark, lag }: PartitionLag): string[] => [
  topic,
  String(partition),
  committed,
  highWatermark,
  lag,
];

function perTopic(lags: readonly PartitionLag[]): string[][] {
  const topics = [...new Set(lags.map(({ topic }) => topic))];
  const sum = (topic: string, field: 'committed' | 'highWatermark' | 'lag'): string =>
    String(lags.filter((one) => one.topic === topic).reduce((total, one) => total + BigInt(one[field]), 0n));
  return topics.map((topic) => [topic, sum(topic, 'committed'), sum(topic, 'highWatermark'), sum(topic, 'lag')]);
}
