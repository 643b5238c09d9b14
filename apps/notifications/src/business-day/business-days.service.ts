import type { BusinessDate } from '@komitmen/kernel';
import { Outbox, UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import { IsNull, LessThanOrEqual, Not } from 'typeorm';
import { LetterRow } from '../letter/letter.entity';
import { BusinessDayRow } from './business-day.entity';

/** Real time after which a day goes on although some letter was not even tried: a queue that is away stops no calendar. */
const PATIENCE_MS = 60_000;

@Injectable()
export class BusinessDaysService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  /** The latest day of each province whose flags are all known and whose clock has been told. */
  evaluatedDays(): Promise<{ province: string; date: BusinessDate }[]> {
    return this.unitOfWork.run((tx) =>
      tx.query<{ province: string; date: BusinessDate }[]>(
        `SELECT province, max(date)::text AS date FROM business_day WHERE evaluated AND time IS NOT NULL GROUP BY province ORDER BY province`,
      ),
    );
  }

  /** Notes, in the open unit of work, that the letters of every evaluated day up to this one are written. */
  async markWritten(province: string, date: BusinessDate): Promise<void> {
    await this.unitOfWork
      .transaction()
      .update(BusinessDayRow, { province, evaluated: true, date: LessThanOrEqual(date), writtenAt: IsNull() }, { writtenAt: new Date() });
  }

  /** Tells the calendar of every day whose letters have all been tried; one that is being retried holds up no day. */
  async settle(province: string): Promise<void> {
    await this.unitOfWork.run(async (tx) => {
      const open = await tx.find(BusinessDayRow, {
        where: { province, reached: false, writtenAt: Not(IsNull()) },
        order: { date: 'ASC' },
        lock: { mode: 'pessimistic_write' },
      });
      for (const day of open) {
        const untried = await tx.countBy(LetterRow, { province, date: day.date, state: 'queued', attempts: 0 });
        // What was written long after now was written before the clock was set back.
        const patience = Math.abs(Date.now() - (day.writtenAt?.getTime() ?? 0)) < PATIENCE_MS;
        if (untried > 0 && patience) continue;
        await tx.update(BusinessDayRow, { province, date: day.date }, { reached: true });
        await this.publishReached(province, day.date);
      }
    });
  }

  private async publishReached(province: string, date: BusinessDate): Promise<void> {
    await this.outbox.publish({
      type: 'notifications.business-day-reached.v1',
      subject: province,
      province,
      aggregateVersion: Number(date.replaceAll('-', '')),
      data: { province, date },
    });
  }
}
