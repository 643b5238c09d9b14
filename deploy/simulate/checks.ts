import { type FiscalYear, type GovernmentCode, provinceOf } from '@komitmen/kernel';
import type { StoredRecord } from '@komitmen/messaging';
import { isFactType } from '../../apps/scorecards/src/facts/fact';
import type { ScorecardKey } from '../../apps/scorecards/src/facts/fact.store';
import { type Scorecard, scorecardOn } from '../../apps/scorecards/src/scorecard/scorecard';
import { contentOf } from '../../apps/scorecards/src/scorecard/scorecard.store';
import type { Database, Effect, Transaction } from './database';
import { LETTERS } from './dead-letters';
import { belongs, latestOf, readModelOf } from './scorecards-stores';
import { CONSUMES, isRubbish, PROVINCES } from './workload';

/** An event as its transaction committed it. */
interface Committed {
  topic: string;
  key: string;
  type: string;
  /** Which one of its key it is, from 0. */
  place: number;
}

/** What must hold at every commit and append, and what when all has come to rest. */
export class Checks {
  readonly violations: string[] = [];
  readonly committed = new Map<string, Committed>();
  private readonly events = new Map<string, number>();
  private readonly onLog = new Set<string>();
  private readonly appendedOfKey = new Map<string, number>();
  private readonly effects = new Map<string, Set<string>>();
  private readonly lastEffect = new Map<string, number>();

  readonly commits = ({ database, published, effects }: Transaction): void => {
    for (const { id, type, subject } of published) {
      const place = `${database.name}/${subject}`;
      const count = this.events.get(place) ?? 0;
      this.events.set(place, count + 1);
      this.committed.set(id, { topic: database.name, key: subject, type, place: count });
    }
    for (const effect of effects) this.effect(database, effect);
  };

  readonly appends = (record: StoredRecord): void => {
    if (isRubbish(record)) return;
    const id = record.headers['ce_id'] ?? '';
    const event = this.committed.get(id);
    if (!event) return this.violated(`${record.topic} has an event on the log that nobody committed`);
    if (this.onLog.has(id)) return;
    this.onLog.add(id);
    const place = `${event.topic}/${event.key}`;
    const before = this.appendedOfKey.get(place) ?? 0;
    if (event.place !== before) this.violated(`${nameOf(event)} came to the log when number ${before} was due`);
    this.appendedOfKey.set(place, event.place + 1);
  };

  /** When nothing moves any more. */
  finish(databases: ReadonlyMap<string, Database>): void {
    for (const [id, event] of this.committed) if (!this.onLog.has(id)) this.violated(`${nameOf(event)} never came to the log`);
    for (const [consumer, topics] of Object.entries(CONSUMES)) {
      const database = databases.get(consumer);
      if (database) this.finishConsumer(database, topics);
    }
    const scorecards = databases.get('scorecards');
    if (scorecards) this.finishProjection(scorecards);
  }

  violated(what: string): void {
    this.violations.push(what);
  }

  private effect(database: Database, { eventId, topic, key }: Effect): void {
    const event = this.committed.get(eventId);
    if (!event) return this.violated(`${database.name} acted on an event of ${topic} that nobody committed`);
    const done = this.effects.get(database.name) ?? new Set();
    this.effects.set(database.name, done);
    if (done.has(eventId)) this.violated(`${nameOf(event)} had its effect twice in ${database.name}`);
    done.add(eventId);
    const place = `${database.name} ${topic}/${key}`;
    if ((this.lastEffect.get(place) ?? -1) > event.place) this.violated(`${nameOf(event)} had its effect late in ${database.name}`);
    this.lastEffect.set(place, event.place);
    const waitsBehind = database
      .look(LETTERS)
      .filter(({ state, isApplied, record }) => state === 'open' && !isApplied && record.topic === topic && record.key === key)
      .map(({ record }) => this.committed.get(record.headers['ce_id'] ?? ''))
      .find((letter) => letter !== undefined && letter.place < event.place);
    if (waitsBehind) this.violated(`${nameOf(event)} passed the dead letter ${nameOf(waitsBehind)} in ${database.name}`);
  }

  private finishConsumer(database: Database, topics: readonly string[]): void {
    const discarded = this.discardedIn(database);
    const done = this.effects.get(database.name) ?? new Set();
    for (const [id, event] of this.committed) {
      if (!topics.includes(event.topic) || done.has(id) !== discarded.has(id)) continue;
      this.violated(`${nameOf(event)} ${done.has(id) ? 'was discarded but had an' : 'never had its'} effect in ${database.name}`);
    }
  }

  private discardedIn(database: Database): Set<string> {
    const decided = database.look(LETTERS).filter(({ reason }) => reason !== null);
    return new Set(decided.map(({ record }) => record.headers['ce_id'] ?? ''));
  }

  /** The read model holds each fact once, and each scorecard is, byte for byte, what the set of facts says. */
  private finishProjection(database: Database): void {
    const { facts, marks, scorecards, flags } = readModelOf(database);
    const discarded = this.discardedIn(database);
    const known = new Set(facts.map(({ eventId }) => eventId));
    for (const [id, event] of this.committed) {
      if (isFactType(event.type) && known.has(id) === discarded.has(id)) this.violated(`${nameOf(event)} is wrong in the set of facts`);
    }
    const reached = latestOf(marks, PROVINCES);
    for (const key of distinctKeys(facts)) {
      const day = reached.get(provinceOf(key.government));
      if (day === undefined) continue;
      const own = facts.filter((fact) => belongs(fact, key));
      const due = contentOf(scorecardOn({ ...key, facts: own, parameters: [] }, day));
      const isOfKey = (one: ScorecardKey): boolean => one.government === key.government && one.fiscalYear === key.fiscalYear;
      const stored = contentOf({ ...scorecards.find(isOfKey), flags: flags.find(isOfKey)?.flags ?? [] } as Scorecard);
      if (stored.digest !== due.digest) this.violated(`the scorecard ${key.government} ${key.fiscalYear} is not what its facts say`);
    }
  }
}

const nameOf = ({ topic, key, place }: Committed): string => `${topic}/${key} number ${place}`;

interface Key {
  government: GovernmentCode;
  fiscalYear: FiscalYear;
}

function distinctKeys(facts: readonly { government: GovernmentCode; fiscalYear: FiscalYear | null }[]): Key[] {
  const keys = facts.flatMap(({ government, fiscalYear }) => (fiscalYear === null ? [] : [{ government, fiscalYear }]));
  return [...new Map(keys.map((key) => [`${key.government}/${key.fiscalYear}`, key])).values()];
}
