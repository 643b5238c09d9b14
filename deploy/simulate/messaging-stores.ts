import type { Envelope, RelayTask, Statement } from '@komitmen/messaging';
import type { EntityManager } from 'typeorm';
import type { HeldPartitions, Inbox } from '../../libs/messaging/src/consumer/inbox';
import type { RecordPosition, TopicPartition } from '../../libs/messaging/src/event-log/event-log';
import type { OutboxRow } from '../../libs/messaging/src/outbox-row';
import type { OutboxStore, RelayConnection } from '../../libs/messaging/src/outbox-store';
import type { GenerationStore } from '../../libs/messaging/src/rebuild/generation-store';
import { type Database, type Session, statementOf, Table, Transaction } from './database';

/** What others may use of a class: a simulated store that lacks any of it does not compile. */
export type Public<T> = Pick<T, keyof T>;

const OUTBOX = new Table<OutboxRow>('outbox');
const INBOX = new Table<{ eventId: string }>('inbox');
const OFFSETS = new Table<RecordPosition>('consumed_offsets');

/** How many events are committed and not on the log yet. */
export const waitingIn = (database: Database): number => database.look(OUTBOX).length;

function toRow(event: Envelope, position: number): OutboxRow {
  return {
    position: String(position),
    id: event.id,
    type: event.type,
    subject: event.subject,
    province: event.partitionkey,
    aggregate_version: event.aggregateversion,
    data: JSON.stringify(event.data),
    correlation_id: event.correlationid,
    causation_id: event.causationid,
    actor: event.actor,
    created_at: new Date(event.time),
    traceparent: null,
    tracestate: null,
  };
}

export class SimulatedOutbox implements Public<OutboxStore> {
  constructor(protected readonly database: Database) {}

  /** Positions are given when it is run, and seen with the commit: a later one may be seen earlier. */
  adding(events: readonly Envelope[]): Statement {
    return statementOf(`outbox.add ${events.length}`, (transaction) => {
      for (const event of events) {
        const row = toRow(event, this.database.next('outbox'));
        transaction.put(OUTBOX, row.position, row);
        transaction.published.push(event);
      }
    });
  }

  connection(): RelayConnection {
    return new SimulatedRelayConnection(this.database);
  }
}

export class SimulatedRelayConnection implements RelayConnection {
  protected readonly session: Session;

  constructor(protected readonly database: Database) {
    this.session = database.connect();
  }

  open(): Promise<void> {
    return this.session.run('relay.open', () => undefined);
  }

  takeLease(): Promise<boolean> {
    return this.session.run('relay.lease', () => {
      const { leases, network } = this.database;
      if (leases.has('relay')) return leases.get('relay') === this.session;
      leases.set('relay', this.session);
      network.trace.happened('leases taken');
      return true;
    });
  }

  oldest(limit: number): Promise<OutboxRow[]> {
    return this.session.run('relay.oldest', (transaction) => this.waiting(transaction).slice(0, limit));
  }

  remove(rows: readonly OutboxRow[]): Promise<void> {
    return this.session.run(`relay.remove ${rows.length}`, (transaction) => this.delete(transaction, rows), false);
  }

  perform(task: RelayTask): Promise<boolean> {
    return Promise.reject(new Error(`${task.name} has no place in the simulation`));
  }

  end(): Promise<void> {
    this.session.cut();
    return Promise.resolve();
  }

  protected delete(transaction: Transaction, rows: readonly OutboxRow[]): void {
    for (const { position } of rows) transaction.remove(OUTBOX, position);
  }

  protected waiting(transaction: Transaction): OutboxRow[] {
    return transaction.rows(OUTBOX).sort((a, b) => Number(a.position) - Number(b.position));
  }
}

export class SimulatedInbox implements Public<Inbox> {
  lockPartitions(manager: EntityManager, places: readonly TopicPartition[]): Promise<HeldPartitions> {
    const generation = 1;
    return Transaction.of(manager).statement(`inbox.lockPartitions ${places.length}`, async (transaction) => {
      const locked = new Map<string, bigint>();
      for (const { topic, partition, key } of keyed(generation, places)) {
        await transaction.lock(OFFSETS, key);
        const held = transaction.get(OFFSETS, key) ?? { topic, partition, offset: 0n };
        transaction.put(OFFSETS, key, held);
        locked.set(key, held.offset);
      }
      return { generation, next: places.map((place) => locked.get(keyOf(generation, place)) ?? 0n) };
    });
  }

  claim(manager: EntityManager, generation: number, eventIds: readonly string[]): Promise<Set<string>> {
    if (eventIds.length === 0) return Promise.resolve(new Set());
    return Transaction.of(manager).statement(`inbox.claim ${eventIds.length}`, async (transaction) => {
      const fresh = new Set<string>();
      for (const eventId of eventIds) if (await transaction.putNew(INBOX, `${generation}/${eventId}`, { eventId })) fresh.add(eventId);
      return fresh;
    });
  }

  holds(manager: EntityManager, generation: number, eventId: string): Promise<boolean> {
    return Transaction.of(manager).statement(
      'inbox.holds',
      (transaction) => transaction.get(INBOX, `${generation}/${eventId}`) !== undefined,
    );
  }

  advancing(generation: number, ends: readonly RecordPosition[]): Statement {
    return statementOf('inbox.advance', async (transaction) => {
      for (const { topic, partition, offset, key } of keyed(generation, ends)) {
        await transaction.lock(OFFSETS, key);
        if (transaction.get(OFFSETS, key)) transaction.put(OFFSETS, key, { topic, partition, offset });
      }
    });
  }

  consumedOffsets(manager: EntityManager): Promise<RecordPosition[]> {
    return Transaction.of(manager).statement('inbox.consumedOffsets', (transaction) => transaction.rows(OFFSETS));
  }
}

/** In the order of the keys, so that no two wait for each other. */
const keyed = <T extends TopicPartition>(generation: number, places: readonly T[]): (T & { key: string })[] =>
  places.map((place) => ({ ...place, key: keyOf(generation, place) })).sort((a, b) => (a.key < b.key ? -1 : 1));

const keyOf = (generation: number, { topic, partition }: TopicPartition): string => `${generation}/${topic}/${partition}`;

/** The first generation is live for good: rebuilding is not simulated. */
export const firstGeneration: Pick<GenerationStore, 'read' | 'keepFromSwapping'> = {
  read: () => Promise.resolve({ live: 1, former: null, building: null, verify: false, begunAt: null, refused: null }),
  keepFromSwapping: () => Promise.resolve(),
};
