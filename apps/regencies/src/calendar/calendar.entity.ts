import type { BusinessDate, ProvinceCode } from '@komitmen/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Columns } from '@komitmen/platform';
import type { Calendar } from './calendar';

@Entity({ name: 'calendar_state' })
export class CalendarRow {
  @PrimaryColumn({ type: 'text' })
  province!: ProvinceCode;

  @Column({ type: 'text' })
  zone!: string;

  @Column({ type: 'text' })
  mode!: 'live' | 'demonstration';

  @Column({ type: 'date', nullable: true })
  date!: BusinessDate | null;

  /** `HH:mm` at which a demonstration stands, or at which a live day began. */
  @Column({ type: 'text', nullable: true })
  time!: string | null;

  @Column({ type: 'boolean' })
  loading!: boolean;

  @Column({ name: 'advancing_to', type: 'date', nullable: true })
  advancingTo!: BusinessDate | null;

  @Column({ name: 'held_at', type: 'date', nullable: true })
  heldAt!: BusinessDate | null;

  @Column({ name: 'finished_on', type: 'date', nullable: true })
  finishedOn!: BusinessDate | null;

  /** How many days have begun: the aggregate's version. */
  @Column({ name: 'days_begun', type: 'integer' })
  daysBegun!: number;
}

export function calendarOf(row: CalendarRow): Calendar {
  const { province, zone, mode, date, time, loading, finishedOn } = row;
  const clock = { province, zone, finishedOn };
  if (date === null || time === null) return { ...clock, mode, date: null, time: null, loading, advance: null };
  if (mode === 'live') return { ...clock, mode, date, time, loading: false, advance: null };
  const advance = row.advancingTo === null ? null : { to: row.advancingTo, heldAt: row.heldAt };
  return { ...clock, mode, date, time, loading, advance };
}

export const rowOf = (calendar: Calendar, daysBegun: number): Columns<CalendarRow> => ({
  province: calendar.province,
  zone: calendar.zone,
  mode: calendar.mode,
  date: calendar.date,
  time: calendar.time,
  loading: calendar.loading,
  advancingTo: calendar.advance?.to ?? null,
  heldAt: calendar.advance?.heldAt ?? null,
  finishedOn: calendar.finishedOn,
  daysBegun,
});
