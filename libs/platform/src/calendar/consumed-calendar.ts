import { Controller, Injectable } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { BusinessDayBegan } from '@komitmen/contracts';
import { ChunkContext, type Envelope, EVENT_LOG, UnitOfWork } from '@komitmen/messaging';
import { DataSource } from 'typeorm';
import { BusinessClock, type BusinessNow } from './business-clock';
import { calendarMoment, CalendarNotBegun, type CalendarRow } from './calendar-moment';

/** Keeps the service's own calendar from what regencies publishes. */
@Controller()
export class CalendarConsumer {
  @EventPattern<string>('regencies.business-day-began.v1', EVENT_LOG)
  async begin(@Payload() event: Envelope<BusinessDayBegan>, @Ctx() context: ChunkContext): Promise<void> {
    const { province, date, time, zone, mode } = event.data;
    await context.transaction.query(
      `INSERT INTO calendar (province, date, time, zone, mode) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (province) DO UPDATE SET date = excluded.date, time = excluded.time, zone = excluded.zone, mode = excluded.mode
        WHERE (calendar.date, calendar.time) <= (excluded.date, excluded.time)`,
      [province, date, time, zone, mode],
    );
  }
}

/** The business clock of every service but regencies. Inside a unit of work it reads in that transaction. */
@Injectable()
export class ConsumedBusinessClock extends BusinessClock {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {
    super();
  }

  async now(province: string): Promise<BusinessNow> {
    const manager = this.unitOfWork.isOpen() ? this.unitOfWork.transaction() : this.dataSource.manager;
    const rows: CalendarRow[] = await manager.query('SELECT province, date, time, zone, mode FROM calendar WHERE province = $1', [province]);
    const row = rows[0];
    if (row === undefined) throw new CalendarNotBegun(province);
    return calendarMoment(row, new Date());
  }
}
