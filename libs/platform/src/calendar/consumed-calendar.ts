import { Controller, Injectable } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { BusinessDayBegan } from '@komitmen/contracts';
import { ChunkContext, type Envelope, EVENT_LOG, UnitOfWork } from '@komitmen/messaging';
import { DataSource, type EntityManager } from 'typeorm';
import { BusinessClock, type BusinessNow } from './business-clock';
import { calendarMoment, CalendarNotBegun, type CalendarRow } from './calendar-moment';

/** What a unit of work has read it holds, so it need not read it again unless it changes it itself. */
const held = new WeakMap<EntityManager, ReadonlyMap<string, CalendarRow>>();

/**
 * Keeps the service's own calendar from what regencies publishes. The update waits for every unit of work that read the
 * day before, and the outbox takes its identities at the end of the chunk: so whatever this service answers to the new day
 * stands after all that it recorded on the earlier one.
 */
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
    held.delete(context.transaction);
  }
}

/**
 * The business clock of every service but regencies. Inside a unit of work it holds the day: the next one begins here
 * after the fact that was dated with this one is committed.
 */
@Injectable()
export class ConsumedBusinessClock extends BusinessClock {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
  ) {
    super();
  }

  async now(province: string): Promise<BusinessNow> {
    const row = await this.find(province);
    if (row === undefined) throw new CalendarNotBegun(province);
    return calendarMoment(row, new Date());
  }

  private async find(province: string): Promise<CalendarRow | undefined> {
    const read = 'SELECT province, date, time, zone, mode FROM calendar WHERE province = $1';
    if (!this.unitOfWork.isOpen()) return (await this.dataSource.query<CalendarRow[]>(read, [province]))[0];
    const transaction = this.unitOfWork.transaction();
    const known = held.get(transaction)?.get(province);
    if (known !== undefined) return known;
    const [row] = await transaction.query<CalendarRow[]>(`${read} FOR SHARE`, [province]);
    if (row !== undefined) held.set(transaction, new Map(held.get(transaction)).set(province, row));
    return row;
  }
}
