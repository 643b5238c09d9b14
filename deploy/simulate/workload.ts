import { type EventData, EVENTS, type EventType, isKnownEvent, SAMPLES, topicOf } from '@komitmen/contracts';
import { addDays, type BusinessDate, provinceOf, type GovernmentCode } from '@komitmen/kernel';
import type { LogRecord, StoredRecord } from '@komitmen/messaging';
import { FACT_TYPES, type FactType } from '../../apps/scorecards/src/facts/fact';
import { Table, Transaction } from './database';
import type { Random } from './random';
import type { Service } from './service';

/** Who reads which topics. */
export const CONSUMES: Readonly<Record<string, readonly string[]>> = {
  scorecards: ['regencies', 'budgets', 'enrolment'],
  notifications: ['regencies', 'scorecards'],
};
export const SOURCES = ['regencies', 'budgets', 'enrolment'] as const;
export type Source = (typeof SOURCES)[number];

const FIRST_DAY = '2025-07-14' as BusinessDate;
const GOVERNMENTS = ['52.71', '52.01', '53.71', '53.01'] as GovernmentCode[];
export const PROVINCES = ['52', '53'];
const DAY_TYPES = {
  regencies: 'regencies.business-day-began.v1',
  budgets: 'budgets.business-day-reached.v1',
  enrolment: 'enrolment.business-day-reached.v1',
} as const satisfies Record<Source, EventType>;

const AGGREGATES = new Table<{ version: number }>('aggregates');
const DAYS = new Table<{ day: BusinessDate }>('business_days');

/** The types whose effect in a consumer is counted. */
export const typesFor = (consumer: string): string[] => {
  const published = Object.keys(EVENTS)
    .filter(isKnownEvent)
    .filter((type) => (CONSUMES[consumer] ?? []).includes(topicOf(type)));
  const handled: readonly string[] = [...FACT_TYPES, ...Object.values(DAY_TYPES), 'regencies.government-registered.v1'];
  return consumer === 'scorecards' ? published.filter((type) => handled.includes(type)) : published;
};

/** One command of a user: locks what it changes, then saves and publishes in one transaction. */
export async function command(source: Source, service: Service, random: Random): Promise<void> {
  if (random.chance(0.2)) return beginDay(source, service, random.pick(PROVINCES));
  const government = random.pick(GOVERNMENTS);
  const aggregate = `${government} ${random.below(2)}`;
  const types = FACT_TYPES.filter((type) => topicOf(type) === source);
  const events = Array.from({ length: 1 + random.below(3) }, () => random.pick(types));
  await service.unitOfWork.run(async (transaction) => {
    const today = await dayOf(transaction, provinceOf(government), 'share');
    const first = await take(transaction, aggregate, events.length);
    for (const [place, type] of events.entries()) {
      const data = dataOf(type, government, first + place, today, random);
      await service.outbox.publish({ type, subject: aggregate, province: provinceOf(government), aggregateVersion: first + place, data });
    }
  });
}

/** A government that everybody hears of, before anything else. */
export async function register(service: Service): Promise<void> {
  await service.unitOfWork.run(async () => {
    for (const code of GOVERNMENTS) {
      const data = { ...SAMPLES['regencies.government-registered.v1'], code, province: provinceOf(code) };
      const event = { type: 'regencies.government-registered.v1', subject: code, province: provinceOf(code), aggregateVersion: 1, data };
      await service.outbox.publish(event);
    }
  });
}

/** Whatever was recorded on the day before must come before this: commands hold the day while they record. */
export async function beginDay(source: Source, { unitOfWork, outbox }: Service, province: string): Promise<void> {
  const type = DAY_TYPES[source];
  await unitOfWork.run(async (transaction) => {
    const date = await dayOf(transaction, province, 'update');
    await Transaction.of(transaction).statement('days.next', (open) => open.put(DAYS, province, { day: addDays(date, 1) }));
    const data = { ...SAMPLES[type], province, date: addDays(date, 1) };
    await outbox.publish({ type, subject: province, province, aggregateVersion: Number(date.replaceAll('-', '')), data });
  });
}

const dayOf = (transaction: Parameters<typeof Transaction.of>[0], province: string, mode: 'share' | 'update'): Promise<BusinessDate> =>
  Transaction.of(transaction).statement(`days.${mode}`, async (open) => {
    await open.lock(DAYS, province, mode);
    return open.get(DAYS, province)?.day ?? FIRST_DAY;
  });

/** Locks an aggregate and moves its version on. @returns the first version of the events to come. */
const take = (transaction: Parameters<typeof Transaction.of>[0], aggregate: string, events: number): Promise<number> =>
  Transaction.of(transaction).statement('aggregate.take', async (open) => {
    await open.lock(AGGREGATES, aggregate);
    const version = open.get(AGGREGATES, aggregate)?.version ?? 0;
    open.put(AGGREGATES, aggregate, { version: version + events });
    return version + 1;
  });

/** The contract's sample, made a fact of this government, day and version. */
function dataOf(type: FactType, government: string, version: number, today: BusinessDate, random: Random): EventData<FactType> {
  const sample: EventData<FactType> = SAMPLES[type];
  const of = 'payer' in sample ? { payer: government } : 'subject' in sample ? { subject: government } : { government };
  const held = addDays(today, -random.below(5));
  return { ...sample, ...of, ...('version' in sample ? { version } : {}), holdsOn: held, knownOn: today };
}

const RUBBISH = 'x-rubbish';
export const isRubbish = ({ headers }: Pick<StoredRecord, 'headers'>): boolean => RUBBISH in headers;

/** What somebody put on a topic who does not know our envelope, or not our contracts. */
export function rubbish(random: Random): LogRecord {
  const topic = random.pick(SOURCES);
  const government = random.pick(GOVERNMENTS);
  const envelope = {
    ce_specversion: '1.0',
    ce_id: crypto
      .getRandomValues(new Uint8Array(16))
      .reduce((text, byte, place) => text + byte.toString(16).padStart(2, '0') + ([3, 5, 7, 9].includes(place) ? '-' : ''), ''),
    ce_type: random.chance(0.5) ? DAY_TYPES[topic] : `${topic}.unheard-of.v1`,
    ce_source: '/elsewhere',
    ce_subject: government,
    ce_time: new Date().toISOString(),
    ce_partitionkey: provinceOf(government),
    ce_aggregateversion: '1',
    ce_correlationid: 'none',
  };
  return {
    topic,
    key: `${government} ${random.below(2)}`,
    partitionKey: provinceOf(government),
    value: random.pick(['{}', '{"province":', '{"province":7}']),
    headers: { [RUBBISH]: 'yes', ...(random.chance(0.7) ? envelope : {}) },
  };
}
