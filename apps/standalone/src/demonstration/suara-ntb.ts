import { type Entry, figure, headcount, type HeadcountBody } from './entry';
import { SUARA_NTB_14_JULY_2025 } from './sources';

const said = { holdsOn: '2025-07-10', source: SUARA_NTB_14_JULY_2025 };

const covered = (payer: string, persons: number, precision: number, more: Partial<HeadcountBody> = {}): Entry =>
  headcount({ payer, fiscalYear: 2025, kind: 'count', persons, qualifier: 'rounded', precision, ...said, ...more });

/**
 * Poor residents whose premium the government pays, as stated on 10 July and printed on 14 July 2025. Kabupaten Lombok
 * Barat is absent from the source, and therefore from this list: unknown is not zero.
 */
export const HEADCOUNTS: readonly Entry[] = [
  covered('52', 13_000, 1000, { statement: 'sudah kami bayarkan seluruhnya' }),
  covered('52.03', 17_000, 1000),
  covered('52.02', 12_000, 1000),
  covered('52.04', 5_700, 100),
  covered('52.05', 3_200, 100, { qualifier: 'about' }),
  covered('52.72', 2_000, 1000),
  covered('52.06', 1_000, 1000),
  covered('52.07', 1_000, 1000),
  covered('52.08', 1_050, 10),
  headcount({
    payer: '52.71',
    fiscalYear: 2025,
    kind: 'asserted-zero',
    persons: 0,
    qualifier: 'exact',
    statement: 'belum menanggung satu pun peserta, padahal potensi pekerja rentan di ibukota provinsi sangat besar',
    ...said,
  }),
];

/** Known on 14 July 2025. */
export const JULY_14_2025: readonly Entry[] = [
  ...HEADCOUNTS,
  figure({
    ...said,
    measure: 'protection-total',
    fiscalYear: 2025,
    value: '57000',
    denominator: '698000',
    unit: 'persons',
    qualifier: 'about',
    precision: '1000',
    text: 'sekitar 57.000 ... 8 persen',
    definition: 'penduduk miskin menurut Disnakertrans NTB',
  }),
  figure({
    ...said,
    measure: 'premium-per-month',
    value: '16000',
    unit: 'rupiah',
    qualifier: 'rounded',
    precision: '1000',
    text: 'Rp16 ribu',
    definition: 'iuran sebulan menurut sumber',
  }),
  figure({
    measure: 'coverage-of-workers',
    unit: 'text',
    text: '32 persen dari target nasional sebesar 62 persen',
    definition: 'makna ganda: tercapai 32 persen, atau 32 persen dari target',
    holdsOn: '2025-06-30',
    source: SUARA_NTB_14_JULY_2025,
  }),
  figure({
    ...said,
    measure: 'call',
    unit: 'text',
    text: 'masih banyak kabupaten/kota yang belum menjalankan komitmennya ... minimal melalui APBD Perubahan',
    definition: 'seruan kepala Disnakertrans NTB agar mengalokasikan sekarang',
  }),
];
