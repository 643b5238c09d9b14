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
