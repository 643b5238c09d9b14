import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { ChunkProcessor } from '../consumer/chunk-processor';
import { Inbox } from '../consumer/inbox';
import { isTransient } from '../transient-error';
import { GenerationStore } from '../rebuild/generation-store';
import { UnitOfWork } from '../unit-of-work';
import { DeadLetterStore, type DeadLetterRow, type DeadLetterState, type Waiting } from './dead-letter-store';

export interface DeadLetterSummary {
  id: string;
  consumer: string;
  generation: number;
  state: DeadLetterState;
  /** Kebab-case: `handler-failed`, `unknown-event-type`, `malformed-envelope`, `malformed-data`, `contract-violated`. */
  cause: string;
  message: string;
  eventId: string;
  type: string | null;
  topic: string;
  partition: number;
  offset: string;
  key: string;
  attempts: number;
  failedAt: Date;
  /** Later events of the key that wait behind it. */
  parked: number;
}

export interface DeadLetterDetail extends DeadLetterSummary {
  stack: string | null;
  headers: Record<string, string>;
  value: string;
  decidedAt: Date | null;
  decidedBy: string | null;
  reason: string | null;
}

export interface ReplayOutcome {
  /** Events that had their effect, the dead one included. */
  applied: number;
  /** Id of the dead letter that stands in the way now, null when the key is free. */
  blockedBy: string | null;
}

/** What was decided of a dead letter, by whoever asked for it. */
export interface DeadLetterDecision {
  deadLetterId: string;
  decision: 'replayed' | 'discarded';
  /** Given with a discard, null with a replay. */
  reason: string | null;
  eventId: string;
  type: string | null;
  topic: string;
  key: string;
  /** As the event said, whatever that was. */
  province: string;
}

/** Told of every decision, inside its transaction: an audit row is written here. */
export interface DecisionObserver {
  decided(decision: DeadLetterDecision, transaction: EntityManager): Promise<void>;
}

class StillFailingError extends Error {
  override readonly name = 'StillFailingError';
  constructor(
    readonly waiting: Waiting,
    override readonly cause: unknown,
  ) {
    super('a replayed event failed again');
  }
}

/** What a service could not handle, and the two ways out of it: replay after a repair, or a recorded decision to discard. */
@Injectable()
export class DeadLetters {
  private readonly observers: DecisionObserver[] = [];

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly processor: ChunkProcessor,
    private readonly store: DeadLetterStore,
    private readonly inbox: Inbox,
    private readonly generations: GenerationStore,
  ) {}

  observe(observer: DecisionObserver): void {
    this.observers.push(observer);
  }

  /** Those of the live generation, and every decision to discard; newest first. */
  async list(filter: { state?: DeadLetterState } = {}): Promise<DeadLetterSummary[]> {
    const { live } = await this.generations.read(this.dataSource.manager);
    const rows = await this.store.find(this.dataSource.manager, { ...filter, generation: live });
    return rows.map(toSummary);
  }

  /** What stands in the way in a generation, oldest first. */
  async openOf(generation: number): Promise<DeadLetterSummary[]> {
    const rows = await this.store.find(this.dataSource.manager, { state: 'open', generation });
    return rows
      .filter((row) => row.generation === generation)
      .map(toSummary)
      .reverse();
  }

  async show(id: string): Promise<DeadLetterDetail | null> {
    const [row] = await this.store.find(this.dataSource.manager, { id });
    if (!row) return null;
    const { stack, headers, value, reason } = row;
    return { ...toSummary(row), stack, headers, value, reason, decidedAt: row.decided_at, decidedBy: row.decided_by };
  }

  /** Handles the dead event and then the parked ones, each in a transaction of its own. Stops at the first that fails. */
  async replay(id: string, by: string): Promise<ReplayOutcome> {
    return this.work(id, by);
  }

  /**
   * Records that the event shall never have its effect (a rebuild obeys), and handles the parked ones; the key is free after that.
   * One that has had its effect keeps it, and a discard that was cut short goes on.
   */
  async discard(id: string, decision: { by: string; reason: string }): Promise<ReplayOutcome> {
    await this.unitOfWork.runApart(async (transaction) => {
      await this.generations.keepFromSwapping(transaction);
      if (await this.store.discard(transaction, id, decision)) await this.tell(transaction, id, 'discarded');
    }, 'discard.commit');
    return this.work(id, decision.by);
  }

  private async work(id: string, by: string): Promise<ReplayOutcome> {
    for (let applied = 0; ; applied += 1) {
      try {
        const end = await this.unitOfWork.runApart((transaction) => this.replayNext(transaction, id, by), 'replay.commit');
        if (end !== null) return { applied, blockedBy: end.blockedBy };
      } catch (error) {
        if (!(error instanceof StillFailingError)) throw error;
        const blockedBy = await this.keepBlocked(id, error, by);
        if (blockedBy !== null) return { applied, blockedBy };
        applied -= 1;
      }
    }
  }

  /**
   * @returns null while more may wait. When nothing does, the dead letter is closed in the transaction that saw it; another replay
   * may have handed its key over to a successor meanwhile, which blocks it then.
   */
  private async replayNext(transaction: EntityManager, id: string, by: string): Promise<Pick<ReplayOutcome, 'blockedBy'> | null> {
    const live = await this.liveGeneration(transaction);
    const waiting = await this.store.next(transaction, id);
    if (!waiting) {
      await this.close(transaction, id, by);
      return { blockedBy: await this.store.otherOfItsKey(transaction, id) };
    }
    try {
      const { record, generation } = waiting;
      const obstacles = await this.store.obstacles(transaction, generation, [record]);
      const mode = { generation, rebuilding: generation !== live, gathering: false };
      if (!obstacles.isDiscarded(record)) await this.processor.apply(transaction, [record], mode);
    } catch (error) {
      if (isTransient(error)) throw error;
      throw new StillFailingError(waiting, error);
    }
    await this.store.done(transaction, id, waiting);
    return null;
  }

  /** @returns the dead letter that stands in the way now; null when another replay has gone on meanwhile. */
  private async keepBlocked(id: string, { waiting, cause }: StillFailingError, by: string): Promise<string | null> {
    if (waiting.parked === null) {
      await this.unitOfWork.runApart((transaction) => this.store.countAttempt(transaction, id, cause), 'replay.commit');
      return id;
    }
    const failure = { error: cause, attempts: 1 };
    return this.unitOfWork.runApart(async (transaction) => {
      // The consumer begins so too: it parks behind the old letter before this, or behind the new one after it, never in between.
      const isLive = waiting.generation === (await this.liveGeneration(transaction));
      await this.inbox.lockPartitions(transaction, [waiting.record], isLive ? null : { generation: waiting.generation, gathering: false });
      const first = await this.store.next(transaction, id);
      if (first?.parked !== waiting.parked) return null;
      const successor = await this.store.handOver(transaction, id, waiting, failure);
      await this.close(transaction, id, by);
      return successor;
    }, 'replay.commit');
  }

  /** Stays so until the transaction ends: what is handled again for a generation that is not live publishes nothing. */
  private async liveGeneration(transaction: EntityManager): Promise<number> {
    await this.generations.keepFromSwapping(transaction);
    return (await this.generations.read(transaction)).live;
  }

  private async close(transaction: EntityManager, id: string, by: string): Promise<void> {
    if (await this.store.close(transaction, id, by)) await this.tell(transaction, id, 'replayed');
  }

  private async tell(transaction: EntityManager, id: string, decision: DeadLetterDecision['decision']): Promise<void> {
    const [row] = await this.store.find(transaction, { id });
    if (!row) throw new Error(`the dead letter ${id} is gone`);
    const { reason, event_id: eventId, type, topic, key, partition_key: province } = row;
    for (const observer of this.observers)
      await observer.decided({ deadLetterId: id, decision, reason, eventId, type, topic, key, province }, transaction);
  }
}

function toSummary(row: DeadLetterRow): DeadLetterSummary {
  const { id, consumer, generation, state, cause, message, type, topic, partition, key, attempts, parked } = row;
  return {
    id,
    consumer,
    generation,
    state,
    cause,
    message,
    type,
    topic,
    partition,
    key,
    attempts,
    parked,
    eventId: row.event_id,
    offset: row.record_offset,
    failedAt: row.failed_at,
  };
}
