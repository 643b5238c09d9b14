import type { BusinessDate } from '@komitmen/kernel';
import type { Moment } from '../working-time/working-time';

const MONTHS = ['Januari', 'Februari', 'Maret', 'April', 'Mei', 'Juni', 'Juli', 'Agustus', 'September', 'Oktober', 'November', 'Desember'];
const ZONES: Readonly<Record<string, string>> = {
  'Asia/Jakarta': 'WIB',
  'Asia/Pontianak': 'WIB',
  'Asia/Makassar': 'WITA',
  'Asia/Jayapura': 'WIT',
};

/** `22 Juli 2025` */
export const longDate = (date: BusinessDate | string): string =>
  `${Number(date.slice(8, 10))} ${MONTHS[Number(date.slice(5, 7)) - 1] ?? date.slice(5, 7)} ${date.slice(0, 4)}`;

/** `22 Juli 2025, 08.00 WITA` */
export const longMoment = (moment: Moment, zone: string): string =>
  `${longDate(moment.date)}, ${moment.time.replace(':', '.')} ${ZONES[zone] ?? zone}`;

/** The next character belongs to a document's number or to a longer figure. */
const AFTER = String.raw`(?![\w/-]|\.\d)`;
const DAY = new RegExp(String.raw`(?<![\w/-])\d{4}-(?:0[1-9]|1[0-2])-\d{2}${AFTER}`, 'g');
const MONTH = new RegExp(String.raw`(?<![\w/-])\d{4}-(?:0[1-9]|1[0-2])${AFTER}`, 'g');
const PERCENTAGE = /(?<![\w.,/-])(\d+)(?:[.,](\d{1,2}))?\s?%/g;
const RUPIAH = new RegExp(String.raw`\bRp\s?(\d+)(?:\.(\d{2}))?${AFTER}`, 'g');
/** In brackets stand numbers of documents, which are told as printed. */
const LONG_NUMBER = new RegExp(String.raw`(?<=^|\s)\d{5,}${AFTER}(?![^()]*\))`, 'g');

const grouped = (digits: string): string => digits.replace(/\B(?=(?:\d{3})+$)/g, '.');
const decimals = (digits = ''): string => (/^0*$/.test(digits) ? '' : `,${digits.replace(/0+$/, '')}`);

/** A sentence of the application's own, with days, months, numbers, rupiah and percentages as people here write them. */
export const inIndonesianForm = (sentence: string): string =>
  sentence
    .replace(DAY, longDate)
    .replace(MONTH, (month) => longDate(`${month}-01`).slice(2))
    .replace(PERCENTAGE, (_all, whole: string, part?: string) => `${grouped(whole)}${decimals(part)} %`)
    .replace(
      RUPIAH,
      (_all, whole: string, part?: string) => `Rp${grouped(whole)}${part === undefined || /^0+$/.test(part) ? '' : `,${part}`}`,
    )
    .replace(LONG_NUMBER, grouped);
