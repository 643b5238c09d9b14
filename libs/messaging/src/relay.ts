import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Backoff } from './backoff';
import { connectionOf } from './connection-of';
import type { EventLogProducer } from './event-log/event-log';
import { PARTITIONS_PER_TOPIC } from './event-log/event-log';
import { MESSAGING_OPTIONS, TABLES, schemaOf, type MessagingOptions, type MessagingTables } from './messaging-options';
import { toLogRecord, type OutboxRow } from './outbox-row';
import { isTransient } from './transient-error';
import { WakeSignal } from './wake-signal';

/** Work that only the one active relay of a service may do, e.g. sealing audit rows. */
export interface RelayTask {
  name: string;
  /** Uses the relay's own connection, which holds the lease. Resolves to true when more is waiting. */
  run(client: Client): Promise<boolean>;
}

export interface RelayState {
  active: boolean;
  lastPublishedAt: Date | null;
  /** Why it waits now, null when it does not. */
  trouble: string | null;
}

const ROWS_PER_BATCH = 1_000;
const LEASE_POLL_MS = 500;
const STOP_GRACE_MS = 3_000;
/** The server gives up a relay whose machine is gone, and with it the lease, after about 8 s. */
const FORGET_A_DEAD_PEER = 'SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3';
/** Its statements are parsed once, but a plan that was kept would be that of an outbox of another length. */
const PLAN_EACH_CALL = 'SET plan_cache_mode = force_custom_plan';

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
    private readonly dataSource: DataSource,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    @Inject(TABLES) private readonly tables: MessagingTables,
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
    await Promise.race([this.loop, delay(STOP_GRACE_MS, undefined, { ref: false })]);
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
    const client = this.newClient();
    client.on('error', (error) => this.note(error));
    try {
      await client.connect();
      await client.query(`${FORGET_A_DEAD_PEER}; ${PLAN_EACH_CALL}`);
      if (!(await this.awaitLease(client))) return;
      await this.options.eventLog.requireTopics([{ name: this.options.service, partitions: PARTITIONS_PER_TOPIC }]);
      this.current.active = true;
      while (!this.stopping) {
        const more = await this.round(client, producer);
        backoff.reset();
        this.current.trouble = null;
        if (more) this.signal.busy();
        else await this.signal.idle();
      }
    } finally {
      this.current.active = false;
      await client.end().catch(() => undefined);
    }
  }

  /** One that went silent without a word must not keep the relay, or the lease, for ever. */
  private newClient(): Client {
    return new Client({
      ...connectionOf(this.dataSource),
      application_name: `komitmen ${this.options.service} relay`,
      keepAlive: true,
      query_timeout: this.options.relayAnswerWithinMs ?? 30_000,
    });
  }

  /** @returns false when the relay stops before it gets the lease. */
  private async awaitLease(client: Client): Promise<boolean> {
    const key = `${schemaOf(this.dataSource)}.${this.options.service}`;
    while (!this.stopping) {
      const { rows } = await client.query<{ held: boolean }>(
        `SELECT pg_try_advisory_lock(hashtext('komitmen.relay'), hashtext($1)) AS held`,
        [key],
      );
      if (rows[0]?.held) return true;
      this.current.trouble = null;
      await this.signal.pause(LEASE_POLL_MS);
    }
    return false;
  }

  private async round(client: Client, producer: EventLogProducer): Promise<boolean> {
    let more = await this.relayOutbox(client, producer);
    for (const task of this.tasks) {
      try {
        more = (await task.run(client)) || more;
      } catch (error) {
        if (isTransient(error)) throw error;
        this.logger.error(`the relay's task ${task.name} failed`, error instanceof Error ? error.stack : error);
      }
    }
    return more;
  }

  /** Rows are deleted by their own positions: a lower one may still commit later. */
  private async relayOutbox(client: Client, producer: EventLogProducer): Promise<boolean> {
    const { rows } = await client.query<OutboxRow>({
      name: 'oldest',
      text: `SELECT position, id, type, subject, province, aggregate_version, data::text AS data, correlation_id, causation_id, actor, created_at, traceparent, tracestate
       FROM ${this.tables.outbox} ORDER BY position LIMIT ${ROWS_PER_BATCH}`,
    });
    if (rows.length === 0) return false;
    await producer.append(rows.map((row) => toLogRecord(this.options.service, row)));
    await client.query({
      name: 'sent',
      text: `DELETE FROM ${this.tables.outbox} WHERE position = ANY ($1::bigint[])`,
      values: [rows.map((row) => row.position)],
    });
    this.current.lastPublishedAt = new Date();
    return rows.length === ROWS_PER_BATCH;
  }

  private note(error: unknown): void {
    const message = error instanceof Error ? error.message || error.name : String(error);
    if (this.current.trouble !== message && !this.stopping) this.logger.warn(`waits: ${message}`);
    this.current.trouble = message;
  }
}
