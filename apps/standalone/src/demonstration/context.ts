import { type Entry, figure, target } from './entry';
import {
  DISNAKERTRANS_10_JULY_2025,
  DISNAKERTRANS_NOVEMBER_2024,
  DISNAKERTRANS_NOVEMBER_2024_CITING_BPS,
  OTHER_COVERAGE,
  PREMIUM_REGULATION,
  REGULATIONS,
} from './sources';

/** Where no words of the source are at hand, its content is summed up, and the figure says so. */
const SUMMARY = 'ringkasan isi sumber, bukan kutipan';

const november = { holdsOn: '2024-11-11', source: DISNAKERTRANS_NOVEMBER_2024 };
const enrolled = (value: string, definition: string): Entry =>
  figure({ ...november, measure: 'enrolled-in-year', fiscalYear: 2024, value, unit: 'persons', definition });
const august = { holdsOn: '2024-08-31', source: DISNAKERTRANS_NOVEMBER_2024_CITING_BPS };

/** Known on 11 November 2024. */
export const NOVEMBER_2024: readonly Entry[] = [
  figure({
    ...november,
    measure: 'formal-workers-protected',
    value: '411126',
    denominator: '733040',
    unit: 'persons',
    text: '60 %',
    definition: 'pekerja formal menurut Disnakertrans NTB',
  }),
  figure({
    ...november,
    measure: 'informal-workers-protected',
    value: '201649',
    denominator: '2159942',
    unit: 'persons',
    text: '9,3 %; 77,8 % belum',
    definition: 'pekerja informal menurut Disnakertrans NTB',
  }),
  figure({
    ...august,
    measure: 'labour-force',
    value: '3190000',
    unit: 'persons',
    qualifier: 'rounded',
    precision: '10000',
    definition: 'angkatan kerja',
  }),
  figure({
    ...august,
    measure: 'open-unemployment',
    value: '2.73',
    unit: 'percent',
    definition: 'pengangguran terbuka dari angkatan kerja',
  }),
  enrolled('8100', 'petani dan buruh tembakau, dibiayai provinsi melalui DBHCHT'),
  enrolled('4083', 'pekerja pemilu, didaftarkan provinsi'),
  enrolled('2500', 'pekerja MotoGP, didaftarkan provinsi'),
  figure({
    ...november,
    measure: 'hope',
    value: '50',
    unit: 'percent',
    qualifier: 'atLeast',
    definition: 'pekerja informal pada akhir 2025; harapan BPJS Banuspa, bukan target',
  }),
  figure({
    ...november,
    measure: 'single-benefit',
    value: '229000000',
    unit: 'rupiah',
    qualifier: 'rounded',
    precision: '1000000',
    definition: 'JKK',
  }),
  figure({
    ...november,
    measure: 'single-benefit',
    value: '192500000',
    unit: 'rupiah',
    qualifier: 'rounded',
    precision: '100000',
    definition: 'JKM dan beasiswa',
  }),
];

const inForce = { measure: 'legal-basis', unit: 'text', definition: 'dasar hukum', holdsOn: '2025-07-10', source: REGULATIONS } as const;
const LEGAL_BASES = [
  'SK Gubernur tentang Universal Coverage (nomor tidak diketahui)',
  'Pergub NTB 51/2020',
  'Instruksi Gubernur 2021 tentang pekerja non-ASN provinsi',
  'Instruksi Gubernur 2021 tentang pekerja informal melalui CSR',
  'Inpres 2/2021',
  'Inpres 4/2022',
  'Inpres 8/2025',
  'PMK 72/2024 (DBHCHT), menggantikan PMK 215/2021',
];

const june = { holdsOn: '2025-06-30', source: OTHER_COVERAGE };
const ALL_WORKERS = 'seluruh pekerja menurut sumber yang sama';

/** Known on 10 July 2025: the plan of that day, and what older sources say. */
export const JULY_10_2025: readonly Entry[] = [
  figure({
    measure: 'plan',
    unit: 'text',
    text: 'Rakor dengan Sekda, BPKAD, dan Disnaker seluruh kabupaten/kota; tidak ada harapan untuk 2025, komitmen diupayakan untuk 2026.',
    definition: `rencana Wakil Gubernur; ${SUMMARY}`,
    holdsOn: '2025-07-10',
    source: DISNAKERTRANS_10_JULY_2025,
  }),
  figure({ ...june, measure: 'coverage-of-workers', value: '555276', denominator: '1808432', unit: 'persons', definition: ALL_WORKERS }),
  target({ ...june, government: '52', fiscalYear: 2025, share: '62.22', definition: ALL_WORKERS }),
  target({ ...june, government: '52', fiscalYear: 2026, share: '64.94', definition: ALL_WORKERS }),
  figure({
    measure: 'premium-per-month',
    value: '16800',
    unit: 'rupiah',
    definition: 'JKK 10.000 + JKM 6.800',
    holdsOn: '2025-07-10',
    source: PREMIUM_REGULATION,
  }),
  ...LEGAL_BASES.map((text) => figure({ ...inForce, text })),
];
