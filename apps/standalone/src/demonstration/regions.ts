import { type Entry, figure } from './entry';
import { BPS_MARCH_2024, DUKCAPIL, TOBACCO_EXCISE_2023 } from './sources';

interface Region {
  readonly code: string;
  readonly population: number;
  /** People, as BPS prints thousands: the precision is that of the last printed digit. */
  readonly poor: { readonly value: number; readonly precision: number; readonly about?: true };
  /** Rupiah, printed in miliar with two decimals. */
  readonly tobaccoExcise: number;
}

const region = (code: string, population: number, poor: Region['poor'], tobaccoExcise: number): Region => ({
  code,
  population,
  poor,
  tobaccoExcise,
});

/** Context only: poor people are people, children included, and no denominator of a coverage. */
export const REGIONS: readonly Region[] = [
  region('52.01', 762_757, { value: 96_570, precision: 10 }, 19_520_000_000),
  region('52.02', 1_128_716, { value: 122_320, precision: 10 }, 71_150_000_000),
  region('52.03', 1_457_591, { value: 185_000, precision: 1000, about: true }, 78_300_000_000),
  region('52.04', 527_715, { value: 63_000, precision: 100 }, 18_330_000_000),
  region('52.05', 277_837, { value: 32_080, precision: 10 }, 18_890_000_000),
  region('52.06', 543_582, { value: 72_920, precision: 10 }, 17_570_000_000),
  region('52.07', 156_059, { value: 21_000, precision: 1000, about: true }, 17_560_000_000),
  region('52.08', 269_989, { value: 56_430, precision: 10 }, 17_590_000_000),
  region('52.71', 461_936, { value: 42_510, precision: 10 }, 70_860_000_000),
  region('52.72', 165_113, { value: 15_810, precision: 10 }, 17_540_000_000),
  region('52', 5_751_295, { value: 709_010, precision: 10 }, 126_290_000_000),
];

const entriesOf = ({ code, population, poor, tobaccoExcise }: Region): Entry[] => [
  figure({
    subject: code,
    measure: 'population',
    value: String(population),
    unit: 'persons',
    definition: 'penduduk',
    holdsOn: '2024-12-31',
    source: DUKCAPIL,
  }),
  figure({
    subject: code,
    measure: 'poor',
    value: String(poor.value),
    unit: 'persons',
    qualifier: poor.about ? 'about' : 'rounded',
    precision: String(poor.precision),
    definition: 'penduduk miskin, termasuk anak-anak; bukan pekerja',
    holdsOn: '2024-03-31',
    source: BPS_MARCH_2024,
  }),
  figure({
    subject: code,
    measure: 'tobacco-excise-share',
    value: String(tobaccoExcise),
    unit: 'rupiah',
    qualifier: 'rounded',
    precision: '10000000',
    definition: code === '52' ? 'bagian pemerintah provinsi sendiri dari DBHCHT 2023, bukan jumlah kabupaten/kota' : 'bagian DBHCHT 2023',
    holdsOn: '2023-12-31',
    source: TOBACCO_EXCISE_2023,
  }),
];

export const REGION_ENTRIES: readonly Entry[] = REGIONS.flatMap(entriesOf);
