import type { EntityManager } from 'typeorm';
import { Backoff } from '../backoff';
import type { TopicPartition } from '../event-log/event-log';
import type { MessagingOptions, MessagingTables } from '../messaging-options';
import { isTransient } from '../transient-error';
import { WakeSignal } from '../wake-signal';
import type { Inbox } from './inbox';

export interface LiveGeneration {
  generation: number;
  /** Up to here the generation before it had published. */
  silentBefore: (place: TopicPartition) => bigint;
}

/** The consumer group of a generation: the first bears the service's name. */
export const groupOf = (service: string, generation: number): string => (generation === 1 ? service : `${service}.${generation}`);

/** Which generation of a service's read model is live. */
export class GenerationStore {
  private readonly signal = new WakeSignal();
  private interrupted = false;

  constructor(
    private readonly options: MessagingOptions,
    private readonly tables: MessagingTables,
    private readonly inbox: Inbox,
  ) {}

  /** Waits for a database that is away; null when interrupted. */
  async live(transaction: EntityManager): Promise<LiveGeneration | null> {
    const backoff = new Backoff();
    this.interrupted = false;
    for (;;) {
      try {
        return await this.read(transaction);
      } catch (error) {
        if (!isTransient(error)) throw error;
      }
      await this.signal.pause(backoff.next());
      if (this.isInterrupted()) return null;
    }
  }

  interrupt(): void {
    this.interrupted = true;
    this.signal.wake();
  }

  /** Resolves when the generation has nothing left to read. */
  async caughtUp(generation: number, stoppedReason: () => string | null): Promise<void> {
    for (;;) {
      const reason = stoppedReason();
      if (reason !== null) throw new Error(`the rebuild stopped: ${reason}`);
      const lags = await this.options.eventLog.lag(groupOf(this.options.service, generation), this.options.consumes);
      if (lags.length > 0 && lags.every((one) => one.lag === 0n)) return;
      await this.signal.pause(50);
    }
  }

  async swap(transaction: EntityManager, generation: number, previous: number): Promise<void> {
    await transaction.query(
      `INSERT INTO ${this.tables.consumerGenerations} (consumer, generation, previous) VALUES ($1, $2, $3)
       ON CONFLICT (consumer) DO UPDATE SET generation = excluded.generation, previous = excluded.previous, swapped_at = now()`,
      [this.options.service, generation, previous],
    );
  }

  private isInterrupted(): boolean {
    return this.interrupted;
  }

  private async read(transaction: EntityManager): Promise<LiveGeneration> {
    const rows: { generation: number; previous: number | null }[] = await transaction.query(
      `SELECT generation, previous FROM ${this.tables.consumerGenerations} WHERE consumer = $1`,
      [this.options.service],
    );
    const generation = rows[0]?.generation ?? 1;
    const previous = rows[0]?.previous ?? null;
    const published = previous === null ? [] : await this.inbox.consumedOffsets(transaction, previous);
    const ends = new Map(published.map((one) => [`${one.topic}/${one.partition}`, one.offset]));
    return { generation, silentBefore: ({ topic, partition }) => ends.get(`${topic}/${partition}`) ?? 0n };
  }
}
