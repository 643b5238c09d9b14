import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { AUDIT_CHAIN, type AuditSealed } from '@komitmen/contracts';
import { MESSAGING_OPTIONS, type MessagingOptions, Outbox, Relay, type RelayTask, UnitOfWork } from '@komitmen/messaging';
import type { EntityManager } from 'typeorm';
import { Actor } from '../auth/actor';
import { CONSOLE_ACCOUNT_ID } from '../auth/console-account';
import { runAs } from '../context/request-context';
import { Health } from '../health/health';
import { troubleInWords } from '../health/trouble-in-words';
import { type Seal, sealRows } from './audit-chain';
import { type AuditKey, AuditKeys } from './audit-keys';
import { AuditStore } from './audit-store';

const ROWS_PER_BATCH = 2_000;
const PAUSE_MS = 1_000;
const SWEEP_EVERY_MS = 3_600_000;

/** Whoever put the new key into the settings acts on the machine itself. */
const OPERATOR = new Actor(CONSOLE_ACCOUNT_ID, 'administrator', 'installation', 'settings');

/**
 * Seals new rows of the audit into the service's chain, and publishes the chain's head in the same transaction. Where the relay is
 * active there it works, once a second at most and beside the relay, not within its rounds: events do not wait for it. A
 * relay that lost its lease unnoticed does no harm, because each place of the chain is taken once.
 */
@Injectable()
export class AuditSealer implements RelayTask, OnModuleInit, BeforeApplicationShutdown {
  readonly name = 'audit sealing';
  private readonly logger: Logger;
  private work: Promise<void> | undefined;
  private rested = true;
  private sweptAt: number | undefined;
  private stopping = false;
  private trouble: string | undefined;

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly keys: AuditKeys,
    private readonly store: AuditStore,
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly relay: Relay,
    private readonly health: Health,
  ) {
    this.logger = new Logger(`${AuditSealer.name} ${options.service}`);
  }

  onModuleInit(): void {
    const key = this.keys.current;
    if (key === undefined) return;
    this.relay.register(this);
    this.health.add('audit', () => {
      // Where the relay is not active another instance seals.
      if (this.trouble === undefined || !this.relay.state().active) return { state: 'up' };
      return { state: 'behind', detail: troubleInWords(this.trouble) };
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.work;
  }

  /** Begins, and leaves the relay to its rounds. */
  run(): Promise<boolean> {
    if (this.work === undefined && this.rested && !this.stopping) {
      this.rested = false;
      setTimeout(() => (this.rested = true), PAUSE_MS).unref();
      this.work = this.sealAll().finally(() => (this.work = undefined));
    }
    return Promise.resolve(false);
  }

  private async sealAll(): Promise<void> {
    try {
      await this.sweepWhenDue();
      while (!this.stopping && (await this.store.isAnyUnsealed()))
        await this.unitOfWork.run((transaction) => this.sealBatch(transaction), 'audit.seal');
      this.trouble = undefined;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (this.trouble !== message) this.logger.error(`audit rows wait for their seals: ${message}`);
      this.trouble = message;
    }
  }

  /** Rows of an instance from before an upgrade wait in no queue. */
  private async sweepWhenDue(): Promise<void> {
    if (this.sweptAt !== undefined && performance.now() - this.sweptAt < SWEEP_EVERY_MS) return;
    const found = await this.unitOfWork.run((transaction) => this.store.sweep(transaction), 'audit.seal');
    this.sweptAt = performance.now();
    if (found > 0) this.logger.warn(`${found} rows of the audit had no seal and did not wait for one; they do now`);
  }

  private async sealBatch(transaction: EntityManager): Promise<void> {
    const rows = await this.store.takeUnsealed(transaction, ROWS_PER_BATCH);
    if (rows.length === 0) return;
    const last = await this.store.last(transaction);
    const key = this.keyAfter(last);
    const seals = sealRows(this.options.service, key, last, rows);
    await this.store.add(transaction, seals);
    const head = seals.at(-1);
    if (head !== undefined) await this.publish(head, last !== undefined && last.key !== key.id ? last.key : undefined);
  }

  /** A process that has not got the new key yet must not go on with the old one. */
  private keyAfter(last: Seal | undefined): AuditKey {
    const { current } = this.keys;
    if (current === undefined) throw new Error('AUDIT_KEY is not set');
    if (last === undefined || this.keys.find(last.key) !== undefined) return current;
    throw new Error(`the last row was sealed with the key ${last.key}, which AUDIT_KEY does not hold`);
  }

  /** The first head of a new key is an operator's doing, with an audit row of its own. */
  private async publish({ position, row, seal, key }: Seal, replacedKey: string | undefined): Promise<void> {
    const data: AuditSealed = { count: position, row, seal, key, ...(replacedKey !== undefined && { replacedKey }) };
    const event = {
      type: `${this.options.service}.audit-sealed.v1`,
      subject: AUDIT_CHAIN,
      province: AUDIT_CHAIN,
      aggregateVersion: position,
      data,
    };
    if (replacedKey === undefined) await this.outbox.publish(event);
    else await runAs(OPERATOR, `audit-key-${key}`, () => this.outbox.publish(event));
  }
}
