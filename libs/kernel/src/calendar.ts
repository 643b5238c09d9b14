import { DomainError } from './domain-error';

/** A calendar day in the province's zone, `YYYY-MM-DD`. Compares correctly as text. */
export type BusinessDate = string & { readonly brand: 'BusinessDate' };
/** A calendar month, `YYYY-MM`. Compares correctly as text. */
export type Month = string & { readonly brand: 'Month' };
/** A budget year, 1 January to 31 December in the province's zone. */
export type FiscalYear = number & { readonly brand: 'FiscalYear' };

/** A date and a time of day as an official in the province reads them: `time` is `HH:mm`, `zone` an IANA name. */
export interface BusinessMoment {
  readonly date: BusinessDate;
  readonly time: string;
  readonly zone: string;
}

const DAY_MS = 86_400_000;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

const atNoonUtc = (date: string): Date => new Date(`${date}T12:00:00Z`);
const dateOf = (instant: Date): BusinessDate => instant.toISOString().slice(0, 10) as BusinessDate;

export function isBusinessDate(text: string): text is BusinessDate {
  return DATE.test(text) && !Number.isNaN(atNoonUtc(text).getTime()) && dateOf(atNoonUtc(text)) === text;
}

/** @throws DomainError `date-malformed` when the text is no day of the calendar. */
export function businessDate(text: string, field = 'date'): BusinessDate {
  if (isBusinessDate(text)) return text;
  throw new DomainError('invalid', 'date-malformed', `Tanggal "${text}" tidak ada; tulis tahun-bulan-hari, contoh 2025-07-15.`, {
    field,
    value: text,
  });
}

export function isMonth(text: string): text is Month {
  return MONTH.test(text);
}

/** @throws DomainError `month-malformed` when the text is no month. */
export function month(text: string, field = 'month'): Month {
  if (isMonth(text)) return text;
  throw new DomainError('invalid', 'month-malformed', `Bulan "${text}" tidak ada; tulis tahun-bulan, contoh 2025-08.`, {
    field,
    value: text,
  });
}

/** @throws DomainError `fiscal-year-malformed` outside 2000 to 2100. */
export function fiscalYear(year: number, field = 'fiscalYear'): FiscalYear {
  if (Number.isInteger(year) && year >= 2000 && year <= 2100) return year as FiscalYear;
  throw new DomainError('invalid', 'fiscal-year-malformed', `Tahun anggaran "${year}" tidak dikenal; contoh 2025.`, {
    field,
    value: String(year),
  });
}

export const monthOf = (date: BusinessDate): Month => date.slice(0, 7) as Month;
export const fiscalYearOf = (date: BusinessDate | Month): FiscalYear => Number(date.slice(0, 4)) as FiscalYear;
export const firstDayOf = (m: Month): BusinessDate => `${m}-01` as BusinessDate;
export const januaryOf = (year: FiscalYear): Month => `${year}-01` as Month;
export const decemberOf = (year: FiscalYear): Month => `${year}-12` as Month;

export function addDays(date: BusinessDate, days: number): BusinessDate {
  return dateOf(new Date(atNoonUtc(date).getTime() + days * DAY_MS));
}

/** Whole days from `from` to `to`; negative when `to` lies before. */
export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return Math.round((atNoonUtc(to).getTime() - atNoonUtc(from).getTime()) / DAY_MS);
}

export function addMonths(m: Month, months: number): Month {
  const index = Number(m.slice(0, 4)) * 12 + Number(m.slice(5)) - 1 + months;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}` as Month;
}

/** Both ends included; empty when `last` lies before `first`. */
export function monthsFrom(first: Month, last: Month): Month[] {
  const months: Month[] = [];
  for (let m = first; m <= last; m = addMonths(m, 1)) months.push(m);
  return months;
}

/** Monday to Friday, less the listed holidays. */
export function isWorkingDay(date: BusinessDate, holidays: readonly BusinessDate[] = []): boolean {
  const weekday = atNoonUtc(date).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.includes(date);
}

export function nextWorkingDay(after: BusinessDate, holidays: readonly BusinessDate[] = []): BusinessDate {
  let date = addDays(after, 1);
  while (!isWorkingDay(date, holidays)) date = addDays(date, 1);
  return date;
}

/** What the clock on the wall of `zone` shows at an instant: 31 December 16.30 UTC is 1 January 00.30 in Asia/Makassar. */
export function momentAt(instant: Date, zone: string): BusinessMoment {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((p) => p.type === type)?.value ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}` as BusinessDate,
    time: `${part('hour')}:${part('minute')}`,
    zone,
  };
}
