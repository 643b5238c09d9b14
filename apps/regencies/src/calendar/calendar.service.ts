import { Inject, Injectable } from '@nestjs/common';
import { type BusinessDate, DomainError, momentAt, type ProvinceCode } from '@komitmen/kernel';
import { Outbox, UnitOfWork } from '@komitmen/messaging';
import { DataSource } from 'typeorm';
import { REGENCIES_SETTINGS, type RegenciesSettings } from '../regencies.settings';
import {
  type Calendar,
  dayFinished,
  endLoading,
  finishDay,
  jump,
  momentOf,
  nextLiveDay,
  nextStep,
  release,
  requestAdvance,
} from './calendar';
import { CalendarRow, calendarOf, rowOf } from './calendar.entity';

export interface CalendarView {
  readonly province: ProvinceCode;
  /** Null until the first day begins. */
  readonly date: BusinessDate | null;
  readonly time: string | null;
  readonly zone: string;
  readonly mode: 'live' | 'demonstration';
  /** Last day of a move under way. */
  readonly advancingTo: BusinessDate | null;
  /** Where the move waits for the later reports of that day. */
  readonly heldAt: BusinessDate | null;
  /** The demonstration is being loaded. */
  readonly loading: boolean;
  /** Every service has finished `date`. */
  readonly finished: boolean;
}

type Change = (calendar: Calendar) => Calendar | undefined;

/** The process manager of business days; all it knows stands in its table, so a restart goes on where it stopped. */
@Injectable()
export class CalendarService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: UnitOfWork,
    private readonly outbox: Outbox,
    @Inject(REGENCIES_SETTINGS) private readonly settings: RegenciesSettings,
  ) {}

  async list(): Promise<CalendarView[]> {
    const rows = await this.dataSource.manager.find(CalendarRow, { order: { province: 'ASC' } });
    return rows.map((row) => this.view(calendarOf(row)));
  }

  /** A province's calendar begins with its registration: at the wall's date, or with the demonstration's first source. */
  async open(province: ProvinceCode, zone: string): Promise<void> {
    const demonstration = this.settings.DEMO === 'on';
    const mode = demonstration ? 'demonstration' : 'live';
    const empty: Calendar = { province, zone, mode, date: null, time: null, loading: demonstration, advance: null, finishedOn: null };
    await this.work.run((tx) => tx.createQueryBuilder().insert().into(CalendarRow).values(rowOf(empty, 0)).orIgnore().execute());
  }

  advance(province: ProvinceCode, to: BusinessDate, withLaterReports: boolean): Promise<CalendarView> {
    return this.change(province, (calendar) => requestAdvance(calendar, to, withLaterReports));
  }

  release(province: ProvinceCode, until: BusinessDate | null): Promise<CalendarView> {
    return this.change(province, (calendar) => release(calendar, until));
  }

  jump(province: ProvinceCode, date: BusinessDate, time: string): Promise<CalendarView> {
    return this.change(province, (calendar) => jump(calendar, date, time));
  }

  endLoading(province: ProvinceCode): Promise<CalendarView> {
    return this.change(province, endLoading);
  }

  finishDay(province: ProvinceCode, date: BusinessDate): Promise<CalendarView> {
    return this.change(province, (calendar) => finishDay(calendar, date));
  }

  /** Begins what is due of every calendar: days of the wall, and moves that a stop of this service interrupted. */
  async beginDueDays(): Promise<void> {
    const calendars = await this.dataSource.manager.find(CalendarRow);
    for (const row of calendars.map(calendarOf).filter((calendar) => this.nextOf(calendar)))
      await this.change(row.province, () => undefined);
  }

  private async change(province: ProvinceCode, decide: Change): Promise<CalendarView> {
    return this.work.run(async (tx) => {
      const row = await tx.findOne(CalendarRow, { where: { province }, lock: { mode: 'pessimistic_write' } });
      if (!row) throw new DomainError('not-found', 'unknown-province', 'Provinsi ini tidak ada dalam daftar.', { province });
      const before = calendarOf(row);
      let now = decide(before) ?? before;
      let daysBegun = row.daysBegun;
      if (now.date !== before.date) daysBegun = await this.announce(now, daysBegun);
      for (let next = this.nextOf(now); next; next = this.nextOf(now)) {
        if (next.date !== now.date) daysBegun = await this.announce(next, daysBegun);
        now = next;
      }
      await tx.save(CalendarRow, rowOf(now, daysBegun));
      return this.view(now);
    });
  }

  private nextOf(calendar: Calendar): Calendar | undefined {
    return nextStep(calendar) ?? nextLiveDay(calendar, momentAt(new Date(), calendar.zone));
  }

  private async announce({ province, date, time, zone, mode }: Calendar, daysBegun: number): Promise<number> {
    await this.outbox.publish({
      type: 'regencies.business-day-began.v1',
      subject: `calendar-${province}`,
      province,
      aggregateVersion: daysBegun + 1,
      data: { province, date, time, zone, mode },
    });
    return daysBegun + 1;
  }

  private view(calendar: Calendar): CalendarView {
    const { province, zone, mode, loading, advance } = calendar;
    const moment = momentOf(calendar, momentAt(new Date(), zone));
    return {
      province,
      date: moment?.date ?? null,
      time: moment?.time ?? null,
      zone,
      mode,
      advancingTo: advance?.to ?? null,
      heldAt: advance?.heldAt ?? null,
      loading,
      finished: dayFinished(calendar),
    };
  }
}
