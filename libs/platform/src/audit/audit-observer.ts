import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import {
  type DeadLetterDecision,
  DeadLetters,
  type DecisionObserver,
  type Envelope,
  Outbox,
  type PublishObserver,
  UnitOfWork,
} from '@komitmen/messaging';
import { BusinessClock, type BusinessNow } from '../calendar/business-clock';
import { CalendarNotBegun } from '../calendar/calendar-moment';
import { findContext } from '../context/request-context';

/** What a change was, in the words of its event; a decision of the administrator has none and bears the id of what was decided. */
interface Change {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly province: string;
  readonly data: unknown;
}

const ADD_ROW = `WITH recorded AS (
    INSERT INTO audit_log (account, role, scope, remote_address, business_date, business_time, correlation_id, event_id, event_type, subject, data)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id
  )
  INSERT INTO audit_unsealed (row_id) SELECT id FROM recorded`;

/** Who did what, from where and when, written in the change's own transaction: no change without it, no row without a change. */
@Injectable()
export class AuditObserver implements PublishObserver, DecisionObserver, OnModuleInit {
  private clock: BusinessClock | undefined;

  constructor(
    private readonly outbox: Outbox,
    private readonly deadLetters: DeadLetters,
    private readonly unitOfWork: UnitOfWork,
    private readonly modules: ModuleRef,
  ) {}

  onModuleInit(): void {
    this.clock = this.findClock();
    this.outbox.observe(this);
    this.deadLetters.observe(this);
  }

  async published({ id, type, subject, partitionkey, data }: Envelope): Promise<void> {
    await this.write({ id, type, subject, province: partitionkey, data });
  }

  async decided({ deadLetterId, decision, province, ...data }: DeadLetterDecision): Promise<void> {
    await this.write({ id: deadLetterId, type: `dead-letter-${decision}`, subject: deadLetterId, province, data });
  }

  private async write(change: Change): Promise<void> {
    const context = findContext();
    const actor = context?.actor;
    if (context === undefined || actor === undefined) return;
    const now = await this.businessNow(change.province);
    const row = [
      actor.accountId,
      actor.role,
      actor.scope,
      actor.remoteAddress,
      now?.date ?? null,
      now?.time ?? null,
      context.correlationId,
    ].concat([change.id, change.type, change.subject, JSON.stringify(change.data)]);
    this.unitOfWork.withCommit(() => ({ text: ADD_ROW, values: row }));
  }

  /** The service's own or the consumed calendar; the gateway has none. */
  private findClock(): BusinessClock | undefined {
    try {
      return this.modules.get<BusinessClock>(BusinessClock, { strict: false });
    } catch {
      return undefined;
    }
  }

  private async businessNow(province: string): Promise<BusinessNow | undefined> {
    try {
      return await this.clock?.now(province);
    } catch (error) {
      if (error instanceof CalendarNotBegun) return undefined;
      throw error;
    }
  }
}
