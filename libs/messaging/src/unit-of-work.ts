import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager, QueryFailedError, type QueryRunner } from 'typeorm';
import { crashPoint, type Step } from './crash-points';
import { schemaOf } from './messaging-options';
import { isOutOfResources } from './transient-error';
import { Trouble } from './trouble';

export type Scalar = string | number | boolean | Date | null;

/**
 * A statement of which nobody wants to know more than that it succeeded. Its values are such as the driver can always send: one that it
 * could not would leave the statement out, and the commit behind it would go all the same.
 */
export interface Statement {
  readonly text: string;
  readonly values: (Scalar | readonly Scalar[])[];
}

interface Works {
  readonly withCommit: (() => Statement)[];
  readonly afterCommit: (() => void | Promise<void>)[];
}

interface OpenUnit extends Works {
  readonly transaction: EntityManager;
}

/** What the work came to, and the statements to go with its commit. */
interface Committable<T> {
  readonly result: T;
  readonly last: readonly Statement[];
}

/** A connection of the pool, as far as it is needed here. */
interface Connection {
  query(text: string, values?: unknown[]): Promise<{ command: string }>;
}

/** One database transaction, carried by AsyncLocalStorage: all that a command or a chunk of events changes commits together. */
@Injectable()
export class UnitOfWork {
  private readonly logger = new Logger(UnitOfWork.name);
  private readonly storage = new AsyncLocalStorage<OpenUnit | undefined>();
  private readonly shortage = new Trouble();

  constructor(private readonly dataSource: DataSource) {}

  /** Runs `work` in the open unit of work, or else in a new one that commits when `work` resolves, which is the step named. */
  async run<T>(work: (transaction: EntityManager) => Promise<T>, step: Step = 'commit'): Promise<T> {
    const open = this.storage.getStore();
    if (open) return work(open.transaction);
    const unit: Works = { withCommit: [], afterCommit: [] };
    const service = schemaOf(this.dataSource);
    const result = await this.inTransaction(unit, work, () => crashPoint(service, step, 'before')).catch((error: unknown) => {
      if (isOutOfResources(error)) this.shortage.tell(error.message);
      throw error;
    });
    crashPoint(service, step, 'after');
    if (unit.afterCommit.length > 0) this.shortage.isOver();
    await this.outside(() => this.runAfterCommit(unit.afterCommit));
    return result;
  }

  /** Runs `work` in a unit of work of its own, whatever is open: what it does stands or falls alone. */
  runApart<T>(work: (transaction: EntityManager) => Promise<T>, step: Step = 'commit'): Promise<T> {
    return this.outside(() => this.run(work, step));
  }

  /** Runs `work` as if no unit of work were open: what it changes commits by itself. */
  outside<T>(work: () => Promise<T>): Promise<T> {
    return this.storage.run(undefined, work);
  }

  /** Reads as of one moment: nothing that commits meanwhile is seen in part. Changes nothing. */
  readAtOneMoment<T>(read: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction('REPEATABLE READ', read);
  }

  /** The open transaction. Throws outside a unit of work. */
  transaction(): EntityManager {
    return this.unit().transaction;
  }

  isOpen(): boolean {
    return this.storage.getStore() !== undefined;
  }

  /** What the database lacks, in its own words, although it answers: room on its disk, a connection. Null when it lacks nothing. */
  lacks(): string | null {
    return this.shortage.message;
  }

  /**
   * Sends a statement behind all others, in one write with the commit, which is none when a statement failed. It is asked for at the
   * last moment.
   */
  withCommit(statement: () => Statement): void {
    this.unit().withCommit.push(statement);
  }

  /** Runs `work` after the commit, outside the transaction; never after a rollback. A failure is logged. */
  afterCommit(work: () => void | Promise<void>): void {
    this.unit().afterCommit.push(work);
  }

  private unit(): OpenUnit {
    const open = this.storage.getStore();
    if (!open) throw new Error('no unit of work is open');
    return open;
  }

  private async inTransaction<T>(unit: Works, work: (transaction: EntityManager) => Promise<T>, ready: () => void): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const { result, last } = await this.runToCommit(runner, unit, work).catch(async (error: unknown) => {
        // What ended the work is told, also when the connection is gone.
        await runner.rollbackTransaction().catch(() => undefined);
        throw error;
      });
      const connection = (await runner.connect()) as Connection;
      ready();
      await commit(connection, last);
      return result;
    } finally {
      await runner.release();
    }
  }

  private async runToCommit<T>(
    runner: QueryRunner,
    unit: Works,
    work: (transaction: EntityManager) => Promise<T>,
  ): Promise<Committable<T>> {
    await runner.startTransaction();
    const transaction = runner.manager;
    return this.storage.run({ transaction, ...unit }, async () => {
      const result = await work(transaction);
      return { result, last: unit.withCommit.map((statement) => statement()) };
    });
  }

  private async runAfterCommit(works: Works['afterCommit']): Promise<void> {
    for (const work of works) {
      try {
        await work();
      } catch (error) {
        this.logger.error('work after a commit failed', error);
      }
    }
  }
}

const COMMIT = 'COMMIT';

/**
 * All in one write where the connection is pipelined. PostgreSQL rolls back, and says so, when it is to commit a transaction of which
 * a statement failed.
 */
async function commit(connection: Connection, last: readonly Statement[]): Promise<void> {
  const ask = (text: string, values?: unknown[]): Promise<{ command: string }> =>
    connection.query(text, values).catch((error: unknown) => {
      throw error instanceof Error ? new QueryFailedError(text, values, error) : error;
    });
  const answers = await Promise.allSettled([...last.map(({ text, values }) => ask(text, values)), ask(COMMIT)]);
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
  const end = answers.at(-1);
  if (end?.status === 'fulfilled' && end.value.command !== COMMIT) throw new Error('the transaction had failed before its commit');
}
