import type { EntityManager } from 'typeorm';
import { identityOf } from '../../libs/messaging/src/cloud-event';
import type {
  DeadLetterRow,
  DeadLetterState,
  DeadLetterStore,
  Failure,
  Obstacles,
  Waiting,
} from '../../libs/messaging/src/dead-letter/dead-letter-store';
import type { StoredRecord } from '../../libs/messaging/src/event-log/event-log';
import { type Database, Table, Transaction } from './database';
import type { Public } from './messaging-stores';

export interface LetterRow {
  id: string;
  generation: number;
  state: DeadLetterState;
  reason: string | null;
  isApplied: boolean;
  attempts: number;
  record: StoredRecord;
}

interface ParkedRow {
  position: number;
  letterId: string;
  record: StoredRecord;
}

export const LETTERS = new Table<LetterRow>('dead_letters');
export const PARKED = new Table<ParkedRow>('parked_events');
/** The unique key of dead letters, by which two that bury one event meet. */
const IDENTITIES = new Table<{ id: string }>('dead_letters_identity');

const placeOf = ({ topic, key }: StoredRecord): string => `${topic} ${key}`;
const openBefore = (letters: readonly LetterRow[], { topic, key }: StoredRecord): LetterRow | undefined =>
  letters.find(({ state, record }) => state === 'open' && record.topic === topic && record.key === key);

/** The statements of the rows of dead letters, on the simulated database. */
export class SimulatedDeadLetters implements Public<DeadLetterStore> {
  constructor(private readonly database: Database) {}

  find(manager: EntityManager, { id }: { id?: string }): Promise<DeadLetterRow[]> {
    return Transaction.of(manager).statement('deadLetters.find', (transaction) =>
      transaction
        .rows(LETTERS)
        .filter((letter) => id === undefined || letter.id === id)
        .map((letter) => this.toRow(transaction, letter)),
    );
  }

  obstacles(manager: EntityManager, generation: number, records: readonly StoredRecord[]): Promise<Obstacles> {
    const places = new Set(records.map(placeOf));
    const identities = new Set(records.map(identityOf));
    const matches = ({ state, reason, record, ...letter }: LetterRow): boolean =>
      (state === 'open' && letter.generation === generation && places.has(placeOf(record))) ||
      (reason !== null && identities.has(identityOf(record)));
    return Transaction.of(manager).statement('deadLetters.obstacles', async (transaction) => {
      const found: LetterRow[] = [];
      for (const { id } of transaction.rows(LETTERS).filter(matches)) {
        await transaction.lock(LETTERS, id, 'share');
        const letter = transaction.get(LETTERS, id);
        if (letter && matches(letter)) found.push(letter);
      }
      const discarded = new Set(found.filter(({ reason }) => reason !== null).map(({ record }) => identityOf(record)));
      return {
        blocking: (record) => openBefore(found, record)?.id,
        isDiscarded: (record) => discarded.has(identityOf(record)),
      };
    });
  }

  park(manager: EntityManager, letterId: string, record: StoredRecord): Promise<void> {
    const key = `${letterId}/${record.topic}/${record.partition}/${record.offset}`;
    return Transaction.of(manager).statement('deadLetters.park', async (transaction) => {
      await transaction.putNew(PARKED, key, { position: this.database.next('parked'), letterId, record });
    });
  }

  bury(manager: EntityManager, generation: number, record: StoredRecord, { attempts }: Failure): Promise<string> {
    return Transaction.of(manager).statement('deadLetters.bury', (transaction) => this.insert(transaction, generation, record, attempts));
  }

  discard(manager: EntityManager, id: string, { reason }: { reason: string }): Promise<boolean> {
    return this.change(manager, 'discard', id, (letter) =>
      letter.state === 'open' && !letter.isApplied ? { ...letter, isApplied: true, reason } : null,
    );
  }

  next(manager: EntityManager, id: string): Promise<Waiting | null> {
    return Transaction.of(manager).statement('deadLetters.next', async (transaction) => {
      await transaction.lock(LETTERS, id);
      const letter = transaction.get(LETTERS, id);
      if (!letter) return null;
      const { generation, record } = letter;
      if (letter.state === 'open' && !letter.isApplied) return { generation, record, parked: null };
      const [first] = parkedBehind(transaction, id);
      return first ? { generation, record: first[1].record, parked: String(first[1].position) } : null;
    });
  }

  async done(manager: EntityManager, id: string, { parked }: Waiting): Promise<void> {
    if (parked === null) await this.change(manager, 'done', id, (letter) => ({ ...letter, isApplied: true }));
    else await Transaction.of(manager).statement('deadLetters.done', (transaction) => this.unpark(transaction, Number(parked)));
  }

  async countAttempt(manager: EntityManager, id: string): Promise<void> {
    await this.change(manager, 'countAttempt', id, (letter) => ({ ...letter, attempts: letter.attempts + 1 }));
  }

  async handOver(manager: EntityManager, id: string, waiting: Waiting, failure: Failure): Promise<string> {
    const successor = await this.bury(manager, waiting.generation, waiting.record, failure);
    await this.done(manager, id, waiting);
    await Transaction.of(manager).statement('deadLetters.handOver', async (transaction) => {
      for (const [key, parked] of parkedBehind(transaction, id)) {
        await transaction.lock(PARKED, key);
        if (transaction.get(PARKED, key)) transaction.put(PARKED, key, { ...parked, letterId: successor });
      }
    });
    return successor;
  }

  otherOfItsKey(manager: EntityManager, id: string): Promise<string | null> {
    return Transaction.of(manager).statement('deadLetters.otherOfItsKey', (transaction) => {
      const letter = transaction.get(LETTERS, id);
      const others = transaction.rows(LETTERS).filter((one) => one.id !== id);
      return (letter && openBefore(others, letter.record)?.id) ?? null;
    });
  }

  close(manager: EntityManager, id: string): Promise<boolean> {
    return Transaction.of(manager).statement('deadLetters.close', async (transaction) => {
      await transaction.lock(LETTERS, id);
      const letter = transaction.get(LETTERS, id);
      if (letter?.state !== 'open') return false;
      const state = letter.reason === null ? 'replayed' : 'discarded';
      transaction.put(LETTERS, id, { ...letter, state });
      return state === 'replayed';
    });
  }

  private toRow(transaction: Transaction, { id, generation, state, reason, attempts, record }: LetterRow): DeadLetterRow {
    const { topic, partition, key, headers, value } = record;
    return {
      ...{ id, generation, state, reason, attempts, topic, partition, key, headers, value },
      consumer: this.database.name,
      cause: 'handler-failed',
      message: '',
      stack: null,
      event_id: identityOf(record),
      type: headers['ce_type'] ?? null,
      record_offset: String(record.offset),
      partition_key: record.partitionKey,
      failed_at: record.storedAt,
      decided_at: null,
      decided_by: null,
      parked: parkedBehind(transaction, id).length,
    };
  }

  private async insert(transaction: Transaction, generation: number, record: StoredRecord, attempts: number): Promise<string> {
    const identity = `${generation}/${identityOf(record)}`;
    const id = `letter ${this.database.next('letters')}`;
    if (await transaction.putNew(IDENTITIES, identity, { id })) {
      this.database.network.trace.happened('dead letters');
      transaction.put(LETTERS, id, { id, generation, state: 'open', reason: null, isApplied: false, attempts, record });
      return id;
    }
    const known = transaction.get(IDENTITIES, identity)?.id ?? id;
    await transaction.lock(LETTERS, known);
    return known;
  }

  private change(manager: EntityManager, what: string, id: string, to: (letter: LetterRow) => LetterRow | null): Promise<boolean> {
    return Transaction.of(manager).statement(`deadLetters.${what}`, async (transaction) => {
      if (!transaction.get(LETTERS, id)) return false;
      await transaction.lock(LETTERS, id);
      const letter = transaction.get(LETTERS, id);
      const changed = letter ? to(letter) : null;
      if (changed) transaction.put(LETTERS, id, changed);
      return changed !== null;
    });
  }

  private unpark(transaction: Transaction, position: number): void {
    for (const [key, parked] of transaction.entries(PARKED)) if (parked.position === position) transaction.remove(PARKED, key);
  }
}

const parkedBehind = (transaction: Transaction, id: string): [string, ParkedRow][] =>
  transaction
    .entries(PARKED)
    .filter(([, { letterId }]) => letterId === id)
    .sort(([, a], [, b]) => a.position - b.position);
