import { type StoredRecord } from '@komitmen/messaging';
import { eventually } from '@komitmen/testing';
import { type Cluster, CONSUMED, type Service, SERVICES } from './cluster';
import type { Session } from '../running';
import type { LoggedEvent } from './histories';
import { effectOf } from './load';
import type { Servers } from './servers';

/** Where an aggregate's id stands in the data of its events. */
const IDS: Readonly<Record<string, string>> = {
  'enrolment.headcount-reported.v1': 'reportId',
  'regencies.commitment-pledged.v1': 'commitmentId',
  'regencies.commitment-confirmed.v1': 'commitmentId',
  'regencies.commitment-withdrawn.v1': 'commitmentId',
  'budgets.allocation-recorded.v1': 'allocationId',
  'budgets.disbursement-recorded.v1': 'disbursementId',
  'budgets.disbursement-acknowledged.v1': 'disbursementId',
};

interface Effect {
  readonly type: string;
  readonly aggregate: string;
  readonly version: number;
}

/** Whatever lets one look into the services' tables. */
export interface Tables {
  readonly servers: Pick<Servers, 'sql'>;
}

/** What the services' own tables say of commitments, allocations, disbursements and headcounts; each version is one command. */
export async function effectsInOwnTables({ servers }: Tables): Promise<string[]> {
  const rows = await servers.sql<Effect>(
    `SELECT 'enrolment.headcount-reported.v1' AS type, id::text AS aggregate, 1 AS version FROM enrolment.headcount
     UNION ALL SELECT 'budgets.allocation-recorded.v1', allocation_id::text, version FROM budgets.allocation_version
     UNION ALL SELECT type, disbursement_id::text, version FROM budgets.disbursement_version`,
  );
  return rows.map(effectOf);
}

/** Regencies keeps a commitment's last version only. */
export async function commitmentVersions({ servers }: Tables): Promise<string[]> {
  const rows = await servers.sql<{ id: string; version: number }>('SELECT id::text, version FROM regencies.commitment');
  return rows.map(({ id, version }) => `${id} version ${version}`);
}

/** The generation that is live in a service, in SQL. */
export const liveOf = (service: Service): string =>
  `coalesce((SELECT generation FROM ${service}.consumer_generations WHERE consumer = '${service}'), 1)`;

/** The read model's set of facts, of the kinds that the load records. */
export async function factsOfScorecards({ servers }: Tables): Promise<string[]> {
  const rows = await servers.sql<{ type: string; data: Record<string, unknown> }>(
    `SELECT type, data FROM scorecards.facts WHERE type = ANY ($1) AND generation = ${liveOf('scorecards')}`,
    [Object.keys(IDS)],
  );
  return rows.map(({ type, data }) => effectOf({ type, aggregate: String(data[IDS[type] ?? '']), version: Number(data['version'] ?? 1) }));
}

/** Everything that the log holds of these topics. */
export async function logOf(
  { servers }: { servers: Pick<Servers, 'eventLog'> },
  topics: readonly string[] = SERVICES,
): Promise<LoggedEvent[]> {
  const log = servers.eventLog();
  const group = `look-${Math.random().toString(36).slice(2)}`;
  const events: LoggedEvent[] = [];
  const consumer = log.consumer({ group, topics });
  const running = consumer.run(async (batch) => {
    events.push(...batch.records.map(loggedEvent));
    await batch.commit((batch.records.at(-1)?.offset ?? -1n) + 1n);
  });
  try {
    await eventually(
      async () => {
        const left = (await log.lag(group, topics)).reduce((sum, { lag }) => sum + lag, 0n);
        if (left > 0n) throw new Error(`${left} records of the log are not read yet`);
      },
      { timeoutMs: 60_000, everyMs: 100 },
    );
  } finally {
    await consumer.stop();
    await running;
  }
  return events;
}

function loggedEvent({ topic, partition, offset, key, headers }: StoredRecord): LoggedEvent {
  const version = Number(headers['ce_aggregateversion']);
  return { topic, partition, offset, eventId: headers['ce_id'] ?? '', type: headers['ce_type'] ?? '', key, version };
}

export const isFact = ({ type }: LoggedEvent): boolean => type in IDS;

/** What counts the events that were set aside, and those that wait behind them. */
const SET_ASIDE = ['komitmen_dead_letters', 'komitmen_parked_events'] as const;

/** Resolves when nothing is under way any more: outboxes empty, everything read, health up, nothing set aside. */
export function settled(cluster: Cluster, timeoutMs = 120_000): Promise<void> {
  return atRest(cluster, timeoutMs, SET_ASIDE);
}

/** Resolves when nothing is under way any more but what was set aside. */
export async function atRest(cluster: Cluster, timeoutMs: number, alsoNone: readonly string[] = []): Promise<void> {
  await cluster.ready(timeoutMs);
  await eventually(
    async () => {
      const open = await Promise.all(SERVICES.map((service) => unfinished(cluster, service, alsoNone)));
      const words = open.flat();
      if (words.length > 0) throw new Error(words.join('; '));
    },
    { timeoutMs, everyMs: 250 },
  );
}

async function unfinished(cluster: Cluster, service: Service, alsoNone: readonly string[]): Promise<string[]> {
  const one = cluster.the(service);
  const wanted = [
    ['komitmen_outbox_events', { service }],
    ...alsoNone.map((name) => [name, { service }] as const),
    ...(CONSUMED[service] ?? []).map((topic) => ['komitmen_consumer_lag', { service, topic }] as const),
  ] as const;
  const found = await Promise.all(wanted.map(async ([name, labels]) => [name, labels, await one.metric(name, labels)] as const));
  return found.filter(([, , value]) => value !== 0).map(([name, labels, value]) => `${name} ${JSON.stringify(labels)} is ${String(value)}`);
}

/** Which generation of the scorecards readers see, and why the last one that was built is not it. */
export interface Generations {
  readonly live: number;
  readonly building: number | null;
  readonly refused: string | null;
}

const REBUILD = '/api/system/scorecards/rebuild';

/** Builds the scorecards anew from the log; they go live only where they equal the live ones. @returns how it ended. */
export async function scorecardsAnew(administrator: Session, timeoutMs: number): Promise<Generations> {
  const begun = await administrator.post(REBUILD, { verify: true });
  if (begun.status !== 200) throw new Error(`no rebuild was begun: ${begun.status} ${JSON.stringify(begun.body)}`);
  return eventually(
    async () => {
      const { status, body } = await administrator.get<Generations>(REBUILD);
      if (status !== 200 || body.building !== null) throw new Error(`the rebuild is under way: ${JSON.stringify(body)}`);
      return body;
    },
    { timeoutMs, everyMs: 500 },
  );
}
