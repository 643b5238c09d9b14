import { Injectable } from '@nestjs/common';
import { momentAt } from '@komitmen/kernel';
import { UnitOfWork } from '@komitmen/messaging';
import { BusinessClock, type BusinessNow, CalendarNotBegun } from '@komitmen/platform';
import { DataSource } from 'typeorm';
import { momentOf } from './calendar';
import { CalendarRow, calendarOf } from './calendar.entity';

/**
 * The business clock of the calendar's owner. Within a unit of work it holds the day: the next cannot begin before the
 * fact that was dated with this one is committed.
 */
@Injectable()
export class CalendarClock extends BusinessClock {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: UnitOfWork,
  ) {
    super();
  }

  override async now(province: string): Promise<BusinessNow> {
    const row = await this.find(province);
    const calendar = row && calendarOf(row);
    const moment = calendar && momentOf(calendar, momentAt(new Date(), calendar.zone));
    if (!moment) throw new CalendarNotBegun(province);
    return { ...moment, standsStill: calendar.mode === 'demonstration' };
  }

  private find(province: string): Promise<CalendarRow | null> {
    if (!this.work.isOpen()) return this.dataSource.manager.findOneBy(CalendarRow, { province: province as never });
    return this.work.transaction().findOne(CalendarRow, { where: { province: province as never }, lock: { mode: 'pessimistic_read' } });
  }
}
