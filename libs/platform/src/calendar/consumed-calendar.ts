import { Controller, Injectable } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { BusinessDayBegan } from '@komitmen/contracts';
import { ChunkContext, EVENT_LOG, inRuns, type Received, UnitOfWork } from '@komitmen/messaging';
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
  @EventPattern<string>('regencies.business-day-began.v1', EVENT_LOG, inRuns())
  async begin(@Payload() run: readonly Received<BusinessDayBegan>[], @Ctx() context: ChunkContext): Promise<void> {
    const latest = latestOf(run.map(({ event }) => event.data));
    await context.transaction.query(
      `INSERT INTO calendar (province, date, time, zone, mode)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS begun (province, date, time, zone, mode) ORDER BY province
       ON CONFLICT (province) DO UPDATE SET date = excluded.date, time = excluded.time, zone = excluded.zone, mode = excluded.mode
        WHERE (calendar.date, calendar.time) <= (excluded.date, excluded.time)`,
      [
        latest.map(({ province }) => province),
        latest.map(({ date }) => date),
        latest.map(({ time }) => time),
        latest.map(({ zone }) => zone),
        latest.map(({ mode }) => mode),
      ],
    );
    held.delete(context.transaction);
  }
}

/** Of each province the day that began last, whatever order they come in. */
function latestOf(begun: readonly BusinessDayBegan[]): BusinessDayBegan[] {
  const latest = new Map<string, BusinessDayBegan>();
  for (const one of begun) {
    const known = latest.get(one.province);
    if (known === undefined || momentOf(known) <= momentOf(one)) latest.set(one.province, one);
  }
  return [...latest.values()];
}

const momentOf = ({ date, time }: BusinessDayBegan): string => `${date} ${time}`;

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
