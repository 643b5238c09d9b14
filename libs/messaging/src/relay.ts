import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Backoff } from './backoff';
import { takeStep } from './crash-points';
import type { EventLogProducer } from './event-log/event-log';
import { PARTITIONS_PER_TOPIC } from './event-log/event-log';
import { MESSAGING_OPTIONS, type MessagingOptions } from './messaging-options';
import { toLogRecord } from './outbox-row';
import { OutboxStore, type RelayConnection, type RelayTask } from './outbox-store';
import { isTransient } from './transient-error';
import { WakeSignal } from './wake-signal';
import { within } from './within';

export interface RelayState {
  active: boolean;
  lastPublishedAt: Date | null;
  /** Why it waits now, null when it does not. */
  trouble: string | null;
}

const ROWS_PER_BATCH = 1_000;
const LEASE_POLL_MS = 500;
const STOP_GRACE_MS = 3_000;
/** From one round to the next at least: under load a round costs the same for one event and for ten. */
const GATHERING_MS = 16;

/**
 * Brings the outbox to the log, oldest first. One relay per service is active: it holds an advisory lock on the very
 * connection it works with, so that losing the lease and losing the work are the same thing.
 */
@Injectable()
export class Relay implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger: Logger;
  private readonly signal = new WakeSignal();
  private readonly tasks: RelayTask[] = [];
  private readonly current: RelayState = { active: false, lastPublishedAt: null, trouble: null };
  private loop: Promise<void> | undefined;
  private producer: EventLogProducer | undefined;
  private stopping = false;

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly store: OutboxStore,
  ) {
    this.logger = new Logger(`${Relay.name} ${options.service}`);
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  start(): void {
    this.stopping = false;
    this.loop ??= this.keepRelaying();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    this.signal.wake();
    // A batch on its way may arrive; one that waits for a broker that is away stays in the outbox.
    if (this.loop) await within(STOP_GRACE_MS, this.loop);
    await this.producer?.close();
    await this.loop;
    this.loop = undefined;
  }

  register(task: RelayTask): void {
    this.tasks.push(task);
  }

  /** Looks at the outbox at once; called after each commit that published. */
  wake(): void {
    this.signal.wake();
  }

  state(): RelayState {
    return { ...this.current };
  }

  private async keepRelaying(): Promise<void> {
    const producer = this.options.eventLog.producer();
    this.producer = producer;
    const backoff = new Backoff();
    while (!this.stopping) {
      try {
        await this.session(producer, backoff);
      } catch (error) {
        this.note(error);
        await this.signal.pause(backoff.next());
      }
    }
    await producer.close();
  }

  /** One connection's life: waits for the lease, then relays until it stops or something fails. */
  private async session(producer: EventLogProducer, backoff: Backoff): Promise<void> {
    const connection = this.store.connection((error) => this.note(error));
    try {
      await connection.open();
      if (!(await this.awaitLease(connection))) return;
      await this.options.eventLog.requireTopics([{ name: this.options.service, partitions: PARTITIONS_PER_TOPIC }]);
      this.current.active = true;
      while (!this.stopping) {
        const begun = performance.now();
        const more = await this.round(connection, producer);
        backoff.reset();
        this.current.trouble = null;
        if (more) this.signal.busy();
        else await this.signal.idle();
        await this.signal.rest(more ? 0 : GATHERING_MS - (performance.now() - begun));
      }
    } finally {
      this.current.active = false;
      await connection.end();
    }
  }

  /** @returns false when the relay stops before it gets the lease. */
  private async awaitLease(connection: RelayConnection): Promise<boolean> {
    while (!this.stopping) {
      if (await connection.takeLease()) return true;
      this.current.trouble = null;
      await this.signal.pause(LEASE_POLL_MS);
    }
    return false;
  }

  private async round(connection: RelayConnection, producer: EventLogProducer): Promise<boolean> {
    let more = await this.relayOutbox(connection, producer);
    for (const task of this.tasks) {
      try {
        more = (await takeStep(this.options.service, 'relay.task', () => connection.perform(task))) || more;
      } catch (error) {
        if (isTransient(error)) throw error;
        this.logger.error(`the relay's task ${task.name} failed`, error);
      }
    }
    return more;
  }

  /** Rows are deleted by their own positions: a lower one may still commit later. */
  private async relayOutbox(connection: RelayConnection, producer: EventLogProducer): Promise<boolean> {
    const rows = await connection.oldest(ROWS_PER_BATCH);
    if (rows.length === 0) return false;
    const { service } = this.options;
    await takeStep(service, 'relay.append', () => producer.append(rows.map((row) => toLogRecord(service, row))));
    await takeStep(service, 'relay.delete', () => connection.remove(rows));
    this.current.lastPublishedAt = new Date();
    return rows.length === ROWS_PER_BATCH;
  }

  private note(error: unknown): void {
    const message = error instanceof Error ? error.message || error.name : String(error);
    if (this.current.trouble !== message && !this.stopping) this.logger.warn(`waits: ${message}`);
    this.current.trouble = message;
  }
}
