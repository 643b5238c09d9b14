import { type BusinessDate, type BusinessMoment, isWorkingDay, nextWorkingDay } from '@komitmen/kernel';

/** A date and a time of day in the province's zone, without the zone's name. */
export interface Moment {
  readonly date: BusinessDate;
  /** `HH:mm` */
  readonly time: string;
}

/** Letters leave on working days from 08.00 and before 16.00, as the recipient's wall clock shows them. */
export const SENDING_FROM = '08:00';
export const SENDING_BEFORE = '16:00';

export const isSendingTime = (now: Moment, holidays: readonly BusinessDate[]): boolean =>
  isWorkingDay(now.date, holidays) && now.time >= SENDING_FROM && now.time < SENDING_BEFORE;

export const isDue = (due: Moment, now: Moment): boolean => due.date < now.date || (due.date === now.date && due.time <= now.time);

/** The working day that lies `days` working days after `date`; `days` from 1. */
export function workingDaysAfter(date: BusinessDate, days: number, holidays: readonly BusinessDate[]): BusinessDate {
  let day = date;
  for (let passed = 0; passed < days; passed += 1) day = nextWorkingDay(day, holidays);
  return day;
}

/**
 * When a letter counts as sent. A clock that stands still shows a later time than the one at which it let the letter
 * go: then it is the letter's own moment, as long as the day has not changed.
 */
export function sendingMoment(letter: Moment, now: BusinessMoment & { readonly standsStill: boolean }): Moment {
  const { date, time } = now.standsStill && now.date === letter.date ? letter : now;
  return { date, time };
}
