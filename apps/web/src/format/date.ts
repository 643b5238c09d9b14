import type { Language } from './number';

const MONTHS = {
  id: ['Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus', 'September', 'Oktober', 'November', 'Desember'],
  en: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
} as const;
const WEEKDAYS = {
  id: ['Minggu', 'Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
} as const;
const ZONES: Readonly<Record<string, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
};

const DATE = /^(\d{4})-(\d{2})-(\d{2})/;

/** `22 Juli 2025`. A text that is no date is shown as it is. */
export function formatDate(date: string, language: Language): string {
  const match = DATE.exec(date);
  if (match === null) return date;
  return `${Number(match[3])} ${MONTHS[language][Number(match[2]) - 1] ?? ''} ${match[1] ?? ''}`;
}

/** `22 Juli`: the year is said elsewhere on the page. */
export const formatDay = (date: string, language: Language): string => formatDate(date, language).replace(/ \d{4}$/, '');

export function formatLongDate(date: string, language: Language): string {
  const weekday = WEEKDAYS[language][new Date(`${date.slice(0, 10)}T12:00:00Z`).getUTCDay()];
  return weekday === undefined ? formatDate(date, language) : `${weekday}, ${formatDate(date, language)}`;
}

/** `Juli 2025` */
export function formatMonth(month: string, language: Language): string {
  return `${MONTHS[language][Number(month.slice(5, 7)) - 1] ?? ''} ${month.slice(0, 4)}`;
}

/** `Jul` */
export const formatShortMonth = (month: string, language: Language): string =>
  (MONTHS[language][Number(month.slice(5, 7)) - 1] ?? '').slice(0, 3);

/** `10.00 WITA`, in English `10:00 WITA`. */
export function formatTime(time: string, zone: string, language: Language): string {
  return `${language === 'id' ? time.replace(':', '.') : time} ${ZONES[zone] ?? zone}`;
}

/** An instant of the machinery, as a clock in the province's zone shows it. */
export function formatInstant(instant: string, zone: string, language: Language): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((p) => p.type === type)?.value ?? '';
  return `${formatDate(`${part('year')}-${part('month')}-${part('day')}`, language)}, ${formatTime(`${part('hour')}:${part('minute')}`, zone, language)}`;
}
