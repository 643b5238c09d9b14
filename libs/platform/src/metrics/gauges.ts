import { Gauge } from 'prom-client';
import { metricsRegistry } from './metrics';

const GAUGES = {
  komitmen_outbox_events: { help: 'Events committed but not yet on the event log', labels: ['service'] },
  komitmen_outbox_oldest_age_seconds: { help: 'Age of the oldest event that is not yet on the event log', labels: ['service'] },
  komitmen_relay_active: { help: '1 in the one instance of a service whose relay brings events to the log', labels: ['service'] },
  komitmen_consumer_lag: { help: 'Records of a topic that a service has not handled yet', labels: ['service', 'topic'] },
  komitmen_consumer_alive: { help: '0 when the consumer stopped for good, or hangs while records wait', labels: ['service'] },
  komitmen_dead_letters: { help: 'Dead letters that nobody has replayed or discarded yet', labels: ['service'] },
  komitmen_parked_events: { help: 'Events that wait behind a dead letter of their key', labels: ['service'] },
  komitmen_reminders: { help: 'Reminders by state', labels: ['state'] },
} as const;

export type GaugeName = keyof typeof GAUGES;
type LabelsOf<N extends GaugeName> = Readonly<Record<(typeof GAUGES)[N]['labels'][number], string>>;

/** One value of a gauge at the moment of a scrape. */
export type Reading = { [N in GaugeName]: { readonly gauge: N; readonly labels: LabelsOf<N>; readonly value: number } }[GaugeName];

export type ReadGauges = () => Promise<readonly Reading[]>;

/** A part that does not answer within this time has no value in this scrape. Scrapers wait 10 s by default. */
export const READING_LIMIT_MS = 2_000;
/** A reading that hangs on a connection that died without a word must not stand for its part for ever. */
export const READING_FORGOTTEN_AFTER_MS = 15_000;

interface Source {
  readonly read: ReadGauges;
  /** A reading that was given up but has not ended: no second one is begun soon, so that a hanging database is not asked again and again. */
  pending: { readonly begun: number } | undefined;
}

const sources = new Set<Source>();
const gauges = new Map<string, Gauge>();
let scrape: Promise<void> | undefined;

for (const [name, { help, labels }] of Object.entries(GAUGES)) {
  gauges.set(name, new Gauge({ name, help, labelNames: [...labels], registers: [metricsRegistry], collect: collectAll }));
}

/** Reads at each scrape; what fails or takes too long leaves its gauges without a value, because unknown is not zero. @returns what ends it. */
export function readAtScrape(read: ReadGauges): () => void {
  const source: Source = { read, pending: undefined };
  sources.add(source);
  return () => void sources.delete(source);
}

/** Every gauge asks when it is scraped; all of one scrape get the same look. */
function collectAll(): Promise<void> {
  scrape ??= readAll().finally(() => {
    scrape = undefined;
  });
  return scrape;
}

async function readAll(): Promise<void> {
  const readings = (await Promise.all([...sources].map(readWithinLimit))).flat();
  for (const gauge of gauges.values()) gauge.reset();
  for (const { gauge, labels, value } of readings) gauges.get(gauge)?.set(labels, value);
}

async function readWithinLimit(source: Source): Promise<readonly Reading[]> {
  if (source.pending !== undefined && performance.now() - source.pending.begun < READING_FORGOTTEN_AFTER_MS) return [];
  const begun = { begun: performance.now() };
  source.pending = begun;
  const reading = source
    .read()
    .catch((): Reading[] => [])
    .finally(() => {
      if (source.pending === begun) source.pending = undefined;
    });
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<readonly Reading[]>((resolve) => {
    timer = setTimeout(() => resolve([]), READING_LIMIT_MS);
  });
  return Promise.race([reading, limit]).finally(() => clearTimeout(timer));
}
