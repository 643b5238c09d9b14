/** Judgements over what a run has left behind; each is pure, and its test plants what it must find. */

/** One record of the event log, as far as order and number matter. */
export interface LoggedEvent {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly eventId: string;
  readonly type: string;
  readonly key: string;
  readonly version: number;
}

export interface Differences {
  /** Expected and not found. */
  readonly missing: readonly string[];
  /** Found and not expected. */
  readonly unexpected: readonly string[];
  /** Found more often than expected. */
  readonly doubled: readonly string[];
}

export const NO_DIFFERENCES: Differences = { missing: [], unexpected: [], doubled: [] };

function countsOf(items: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
}

/** Holds what was found against what was expected, as multisets. */
export function differences(expected: readonly string[], found: readonly string[]): Differences {
  const wanted = countsOf(expected);
  const there = countsOf(found);
  const all = [...new Set([...wanted.keys(), ...there.keys()])].sort();
  const pick = (test: (want: number, has: number) => boolean): string[] =>
    all.filter((item) => test(wanted.get(item) ?? 0, there.get(item) ?? 0));
  return {
    missing: pick((want, has) => has < want),
    unexpected: pick((want, has) => want === 0 && has > 0),
    doubled: pick((want, has) => want > 0 && has > want),
  };
}

/** What a log holds once repetitions by event id are left out, in the log's order per partition. */
export function withoutRepetitions(events: readonly LoggedEvent[]): LoggedEvent[] {
  const inOrder = [...events].sort(
    (a, b) => compare(a.topic, b.topic) || a.partition - b.partition || (a.offset < b.offset ? -1 : a.offset > b.offset ? 1 : 0),
  );
  const seen = new Set<string>();
  return inOrder.filter(({ eventId }) => !seen.has(eventId) && seen.add(eventId));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const named = ({ topic, key, type, version }: LoggedEvent): string => `${topic} ${key} ${type} version ${version}`;

function byAggregate(events: readonly LoggedEvent[]): LoggedEvent[][] {
  const aggregates = new Map<string, LoggedEvent[]>();
  for (const event of events) {
    const id = `${event.topic} ${event.key}`;
    const known = aggregates.get(id);
    if (known === undefined) aggregates.set(id, [event]);
    else known.push(event);
  }
  return [...aggregates.values()];
}

/** Events that come after a later version of their aggregate, or in another partition than its first one. */
export function outOfOrder(events: readonly LoggedEvent[]): string[] {
  return byAggregate(withoutRepetitions(events)).flatMap((history) =>
    history.flatMap((event, index) => {
      const before = history[index - 1];
      if (before === undefined) return [];
      if (before.partition !== event.partition) return [`${named(event)} in partition ${event.partition}, before in ${before.partition}`];
      return event.version < before.version ? [`${named(event)} after version ${before.version}`] : [];
    }),
  );
}

/** For aggregates whose every version is one event: versions that are not there, or there with a second event. */
export function gapsAndDoubles(events: readonly LoggedEvent[]): string[] {
  return byAggregate(withoutRepetitions(events)).flatMap((history) => {
    const versions = countsOf(history.map(({ version }) => String(version)));
    const last = Math.max(...history.map(({ version }) => version));
    const [first] = history;
    const who = first === undefined ? '' : `${first.topic} ${first.key}`;
    return Array.from({ length: last }, (_, index) => String(index + 1)).flatMap((version) => {
      const count = versions.get(version) ?? 0;
      return count === 1 ? [] : [`${who} has ${count} events of version ${version}`];
    });
  });
}

export interface Arrival {
  readonly messageId: string;
}

/** A letter of which a delivery was begun and never noted as ended may have left twice: nothing can tell a sender that died. */
export function letterDifferences(expected: readonly string[], arrived: readonly Arrival[], interrupted: readonly string[]): Differences {
  const found = arrived.map(({ messageId }) => messageId);
  const { missing, unexpected, doubled } = differences(expected, found);
  const excused = countsOf(interrupted);
  const counts = countsOf(found);
  return { missing, unexpected, doubled: doubled.filter((id) => (counts.get(id) ?? 0) > 1 + (excused.get(id) ?? 0)) };
}

export interface CountedPersons {
  readonly government: string;
  readonly persons: number;
}

/** Persons per government when every report speaks of a group of its own. */
export function personsByGovernment(reports: readonly CountedPersons[]): Record<string, string> {
  const sums = new Map<string, number>();
  for (const { government, persons } of reports) sums.set(government, (sums.get(government) ?? 0) + persons);
  return Object.fromEntries([...sums].map(([government, sum]) => [government, String(sum)]));
}
