import type { EntityManager } from 'typeorm';
import { type BatchHandler, type ConsumerOptions, type EventLog, type EventLogConsumer, UnitOfWork } from '@komitmen/messaging';
import type { OutboxRow } from '../../libs/messaging/src/outbox-row';
import type { RelayConnection } from '../../libs/messaging/src/outbox-store';
import { type Database, Table } from './database';
import { SimulatedDeadLetters } from './dead-letters';
import { SimulatedInbox, SimulatedOutbox, SimulatedRelayConnection } from './messaging-stores';
import type { Parts } from './service';

/** A bug planted into the parts of a service. */
export type Mutant = (parts: Parts, database: Database) => Parts;

/** Tells the log that a batch is done, and then does it. */
const acknowledgeBeforeCommit: Mutant = (parts) => {
  const { eventLog } = parts.options;
  const consumer = (options: ConsumerOptions): EventLogConsumer => {
    const real = eventLog.consumer(options);
    const run = (handler: BatchHandler): Promise<void> =>
      real.run(async (batch) => {
        await batch.commit((batch.records.at(-1)?.offset ?? 0n) + 1n);
        await handler({ ...batch, commit: () => Promise.resolve() });
      });
    return { group: real.group, run, stop: () => real.stop(), assignments: () => real.assignments() };
  };
  return { ...parts, options: { ...parts.options, eventLog: except(eventLog, { consumer }) } };
};

const except = (eventLog: EventLog, changed: Partial<EventLog>): EventLog =>
  new Proxy(eventLog, { get: (target, name): unknown => Reflect.get(changed, name) ?? Reflect.get(target, name) });

const CURSOR = new Table<{ position: number }>('cursor');

/** Remembers the last position it sent, and goes on behind it. */
class CursorConnection extends SimulatedRelayConnection {
  override oldest(limit: number): Promise<OutboxRow[]> {
    return this.session.run('relay.behindCursor', (transaction) => {
      const last = transaction.get(CURSOR, 'last')?.position ?? 0;
      return this.waiting(transaction)
        .filter(({ position }) => Number(position) > last)
        .slice(0, limit);
    });
  }

  override remove(rows: readonly OutboxRow[]): Promise<void> {
    return this.session.run('relay.moveCursor', (transaction) => {
      transaction.put(CURSOR, 'last', { position: Number(rows.at(-1)?.position ?? 0) });
      this.delete(transaction, rows);
    });
  }
}

class CursorOutbox extends SimulatedOutbox {
  override connection(): RelayConnection {
    return new CursorConnection(this.database);
  }
}

/** Marks events as handled in a transaction of its own, which is committed whatever becomes of the effect. */
class OwnTransactionInbox extends SimulatedInbox {
  private readonly own: UnitOfWork;

  constructor(database: Database) {
    super();
    this.own = new UnitOfWork(database.asDataSource());
  }

  override async claim(_manager: EntityManager, generation: number, eventIds: readonly string[]): Promise<Set<string>> {
    return this.own.run((manager) => super.claim(manager, generation, eventIds));
  }
}

/** Believes that every event is new. */
class ForgetfulInbox extends SimulatedInbox {
  override claim(_manager: EntityManager, _generation: number, eventIds: readonly string[]): Promise<Set<string>> {
    return Promise.resolve(new Set(eventIds));
  }
}

/** Lets later events of a key pass its dead letter. */
class UnparkedLetters extends SimulatedDeadLetters {
  override obstacles(): ReturnType<SimulatedDeadLetters['obstacles']> {
    return Promise.resolve({ blocking: () => undefined, isDiscarded: () => false });
  }
}

export const MUTANTS = {
  'acknowledge-before-commit': acknowledgeBeforeCommit,
  'cursor-on-identity': (parts, database) => ({ ...parts, outbox: new CursorOutbox(database) }),
  'inbox-outside-transaction': (parts, database) => ({ ...parts, inbox: new OwnTransactionInbox(database) }),
  'no-inbox': (parts) => ({ ...parts, inbox: new ForgetfulInbox() }),
  'no-parking': (parts, database) => ({ ...parts, deadLetters: new UnparkedLetters(database) }),
} as const satisfies Record<string, Mutant>;

export type MutantName = keyof typeof MUTANTS;
