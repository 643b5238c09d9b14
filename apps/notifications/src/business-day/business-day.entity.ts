import type { BusinessDate } from '@komitmen/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One day of one province on its way: begun by the calendar, evaluated by scorecards, reached here. */
@Entity('business_day')
export class BusinessDayRow {
  @PrimaryColumn('text') province = '';
  @PrimaryColumn('date') date = '' as BusinessDate;
  /** Time of day at which it began, which is where a demonstration's clock stands; null until the calendar has told. */
  @Column('text', { nullable: true }) time: string | null = null;
  @Column('boolean') evaluated = false;
  /** Real time at which the letters of the day were written; null before. */
  @Column('timestamptz', { name: 'written_at', nullable: true }) writtenAt: Date | null = null;
  @Column('boolean') reached = false;
}
