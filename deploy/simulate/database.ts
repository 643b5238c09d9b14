import type { Envelope, Statement } from '@komitmen/messaging';
import type { DataSource, EntityManager } from 'typeorm';
import { Locks, type LockMode, type LockOwner } from './locks';
import { lineLost, type Line, type Network } from './network';
import type { Process } from './scheduler';

/** That a consumer's handler did its work for an event. */
export interface Effect {
  eventId: string;
  topic: string;
  key: string;
  version: number;
}

/** A table by its name, with what its rows look like. */
export class Table<Row extends object> {
  declare readonly row: Row;
  constructor(readonly name: string) {}
}

type Rows = Map<string, object>;
type Writes = ReadonlyMap<string, ReadonlyMap<string, object | null>>;

/**
 * One transaction at READ COMMITTED: a statement sees what is committed when it begins, and the transaction's own writes; a lock
 * may make it wait, after which it looks at the locked row again.
 */
export class Transaction implements LockOwner {
  readonly published: Envelope[] = [];
  readonly effects: Effect[] = [];
  private readonly writes = new Map<string, Map<string, object | null>>();
  private isOver = false;

  constructor(
    readonly id: number,
    readonly database: Database,
    readonly session: Session,
  ) {}

  static of(manager: EntityManager): Transaction {
    if (manager instanceof Transaction) return manager;
    throw new Error('no transaction of the simulation');
  }

  /** One round trip; whatever it throws makes the transaction useless. */
  async statement<T>(what: string, work: (transaction: Transaction) => T | Promise<T>): Promise<T> {
    return this.session.ask(what, () => this.execute(work));
  }

  get<Row extends object>(table: Table<Row>, key: string): Row | undefined {
    const own = this.writes.get(table.name)?.get(key);
    if (own === null) return undefined;
    return (own ?? this.database.rowsOf(table.name).get(key)) as Row | undefined;
  }

  entries<Row extends object>(table: Table<Row>): [string, Row][] {
    const own = this.writes.get(table.name);
    const all = new Map<string, object | null>([...this.database.rowsOf(table.name), ...(own ?? [])]);
    return [...all].filter((entry): entry is [string, Row] => entry[1] !== null);
  }

  rows<Row extends object>(table: Table<Row>): Row[] {
    return this.entries(table).map(([, row]) => row);
  }

  put<Row extends object>(table: Table<Row>, key: string, row: Row): void {
    this.write(table.name, key, row);
  }

  remove(table: Table<object>, key: string): void {
    this.write(table.name, key, null);
  }

  /** A statement that a broken connection overtook takes no more locks: nobody would give them back. */
  async lock(table: Table<object>, key: string, mode: LockMode = 'update'): Promise<void> {
    if (this.isOver) throw lineLost();
    await this.database.locks.acquire(this, `${table.name}/${key}`, mode);
  }

  /** Puts a row in place unless there is one; waits for whoever is about to. @returns whether it was put. */
  async putNew<Row extends object>(table: Table<Row>, key: string, row: Row): Promise<boolean> {
    if (this.get(table, key)) return false;
    await this.lock(table, key);
    if (this.get(table, key)) return false;
    this.put(table, key, row);
    return true;
  }

  /** @param isOnDisk false when the commit does not wait for the disk */
  commit(isOnDisk = true): void {
    if (this.isOver) throw lineLost();
    this.database.commit(this.writes, isOnDisk);
    this.database.committed(this);
    this.end();
  }

  end(): void {
    this.isOver = true;
    this.database.locks.release(this);
  }

  private async execute<T>(work: (transaction: Transaction) => T | Promise<T>): Promise<T> {
    if (this.isOver) throw Object.assign(new Error('current transaction is aborted'), { code: '25P02' });
    try {
      return await work(this);
    } catch (error) {
      this.end();
      throw error;
    }
  }

  private write(table: string, key: string, row: object | null): void {
    const rows = this.writes.get(table) ?? new Map<string, object | null>();
    this.writes.set(table, rows.set(key, row));
  }
}

/** One connection of a process. When it breaks, its transaction is rolled back and its leases are free. */
export class Session implements Line {
  isCut = false;
  transaction: Transaction | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    readonly owner: Process | null,
  ) {}

  /** One question at a time, in the order in which they are asked. */
  ask<T>(what: string, work: () => T | Promise<T>): Promise<T> {
    const { network, name } = this.database;
    const answer = this.last.then(() => network.call(`${name} ${what}`, work, this));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  cut(): void {
    if (this.isCut) return;
    this.isCut = true;
    this.transaction?.end();
    this.database.forget(this);
  }

  /** A statement that is a transaction of its own. */
  run<T>(what: string, work: (transaction: Transaction) => T | Promise<T>, isOnDisk = true): Promise<T> {
    return this.ask(what, async () => {
      const transaction = this.database.begin(this);
      const result = await work(transaction);
      transaction.commit(isOnDisk);
      return result;
    });
  }
}

/** The schema of one service, outliving its processes. */
export class Database {
  readonly locks = new Locks();
  /** Advisory locks of sessions. */
  readonly leases = new Map<string, Session>();
  readonly sessions = new Set<Session>();
  private readonly tables = new Map<string, Rows>();
  private readonly sequences = new Map<string, number>();
  private transactions = 0;
  /** What rows were before the commits that may still be lost, oldest first. */
  private notOnDisk: Writes[] = [];

  constructor(
    readonly name: string,
    readonly network: Network,
    /** Told of each transaction at the moment of its commit. */
    readonly committed: (transaction: Transaction) => void,
  ) {}

  rowsOf(table: string): ReadonlyMap<string, object> {
    return this.tables.get(table) ?? new Map<string, object>();
  }

  /** What is committed, for whoever looks on. */
  look<Row extends object>(table: Table<Row>): Row[] {
    return [...this.rowsOf(table.name).values()] as Row[];
  }

  /** Counts on whether or not the transaction that asks commits. */
  next(sequence: string): number {
    const next = (this.sequences.get(sequence) ?? 0) + 1;
    this.sequences.set(sequence, next);
    return next;
  }

  connect(): Session {
    const session = new Session(this, this.network.scheduler.current);
    this.sessions.add(session);
    return session;
  }

  begin(session: Session): Transaction {
    session.transaction = new Transaction((this.transactions += 1), this, session);
    return session.transaction;
  }

  commit(writes: Writes, isOnDisk: boolean): void {
    const before = new Map([...writes].map(([table, rows]) => [table, this.before(table, rows.keys())]));
    this.apply(writes);
    // What goes to the disk takes all with it that was committed before.
    this.notOnDisk = isOnDisk ? [] : [...this.notOnDisk, before];
  }

  /** The server falls and starts anew: the last commits are undone that did not wait for the disk, as many as it had not written. */
  fall(): void {
    const lost = this.network.random.below(this.notOnDisk.length + 1);
    for (const before of this.notOnDisk.splice(this.notOnDisk.length - lost).reverse()) this.apply(before);
    this.notOnDisk = [];
    for (const session of [...this.sessions]) session.cut();
  }

  forget(session: Session): void {
    this.sessions.delete(session);
    for (const [name, holder] of this.leases) if (holder === session) this.leases.delete(name);
  }

  /** What messaging's unit of work asks of TypeORM. */
  asDataSource(): DataSource {
    return { createQueryRunner: () => new Runner(this, this.connect()), options: { schema: this.name } } as unknown as DataSource;
  }

  private apply(writes: Writes): void {
    for (const [table, written] of writes) {
      const rows = this.tables.get(table) ?? new Map<string, object>();
      this.tables.set(table, rows);
      for (const [key, row] of written) {
        if (row === null) rows.delete(key);
        else rows.set(key, row);
      }
    }
  }

  private before(table: string, keys: Iterable<string>): Map<string, object | null> {
    const rows = this.rowsOf(table);
    return new Map([...keys].map((key) => [key, rows.get(key) ?? null]));
  }
}

type Work = (transaction: Transaction) => unknown;

/** A statement as the simulated stores make them, where the unit of work sends it. */
export const statementOf = (what: string, work: Work): Statement => ({ text: what, values: [work as never] });

/** TypeORM's query runner, as far as the unit of work needs it: one transaction on a connection of its own. */
class Runner {
  private begun: Transaction | undefined;

  constructor(
    private readonly database: Database,
    private readonly session: Session,
  ) {}

  get manager(): Transaction {
    if (!this.begun) throw new Error('no transaction has begun');
    return this.begun;
  }

  async startTransaction(): Promise<void> {
    this.begun = await this.session.ask('begin', () => this.database.begin(this.session));
  }

  rollbackTransaction(): Promise<void> {
    return this.session.ask('rollback', () => this.manager.end());
  }

  connect(): Promise<this> {
    return Promise.resolve(this);
  }

  async query(text: string, values: readonly unknown[] = []): Promise<{ command: string }> {
    const [work] = values as readonly Work[];
    if (work) await this.manager.statement(text, work);
    else await this.session.ask('commit', () => this.manager.commit());
    return { command: text };
  }

  release(): Promise<void> {
    this.session.cut();
    return Promise.resolve();
  }
}
