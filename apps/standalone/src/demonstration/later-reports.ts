import { type Entry, figure, headcount } from './entry';
import {
  DISNAKERTRANS_22_JULY_2025,
  INSIDE_LOMBOK,
  KICKNEWS_14_JULY_2025,
  MATARAM_4_SEPTEMBER_2025,
  PROKOPIM_KOTA_BIMA,
  RAGAM_LOMBOK,
  SUARA_NTB_12_SEPTEMBER_2025,
  SUARA_NTB_30_OCTOBER_2025,
} from './sources';

interface Report {
  /** The day of publication: known from then on, not earlier. */
  readonly date: string;
  readonly entries: readonly Entry[];
}

const year = 2025;
const counted = { fiscalYear: year, kind: 'count', qualifier: 'exact' } as const;
const kicknews = { holdsOn: '2025-07-14', source: KICKNEWS_14_JULY_2025 };
const benefits = {
  measure: 'benefits-paid',
  unit: 'rupiah',
  qualifier: 'rounded',
  precision: '1000000000',
  holdsOn: '2025-07-22',
  source: DISNAKERTRANS_22_JULY_2025,
} as const;
const kotaBima = { subject: '52.72', holdsOn: '2025-09-02', source: PROKOPIM_KOTA_BIMA };
const september = { holdsOn: '2025-09-04', source: MATARAM_4_SEPTEMBER_2025 };
const mataram = { holdsOn: '2025-10-30', source: SUARA_NTB_30_OCTOBER_2025 };
const lombokTimur = { holdsOn: '2025-12-09', source: RAGAM_LOMBOK };

/** Press reports after the demonstration's start, in order; headcounts as headcounts, the rest as what a source states. */
export const LATER_REPORTS: readonly Report[] = [
  {
    date: '2025-07-14',
    entries: [
      figure({
        ...kicknews,
        subject: '52.08',
        fiscalYear: year,
        measure: 'allocation-proposed',
        value: '3000000000',
        unit: 'rupiah',
        qualifier: 'about',
        precision: '1000000000',
        definition: 'diusulkan dalam APBD Perubahan',
      }),
    ],
  },
  {
    date: '2025-07-22',
    entries: [
      figure({ ...benefits, value: '163000000000', definition: 'manfaat yang dibayarkan di NTB selama enam bulan' }),
      figure({
        ...benefits,
        subject: '52.01',
        value: '16000000000',
        definition: 'manfaat yang dibayarkan di Lombok Barat selama enam bulan',
      }),
    ],
  },
  {
    date: '2025-09-02',
    entries: [
      figure({
        ...kotaBima,
        fiscalYear: year,
        measure: 'protection-added',
        value: '1429',
        unit: 'persons',
        definition: 'tambahan melalui DBHCHT tahap 2',
      }),
      figure({
        ...kotaBima,
        measure: 'plan',
        unit: 'text',
        text: 'Rekonsiliasi bulanan disepakati.',
        definition: 'ringkasan isi sumber, bukan kutipan',
      }),
    ],
  },
  {
    date: '2025-09-04',
    entries: [
      figure({
        ...september,
        fiscalYear: year,
        measure: 'protection-total',
        value: '57196',
        unit: 'persons',
        definition: 'provinsi dan kabupaten/kota seluruhnya',
      }),
      headcount({ ...counted, ...september, payer: '52', persons: 13_000, qualifier: 'rounded', precision: 1000 }),
    ],
  },
  {
    date: '2025-09-12',
    entries: [headcount({ ...counted, payer: '52.04', persons: 5_736, holdsOn: '2025-09-12', source: SUARA_NTB_12_SEPTEMBER_2025 })],
  },
  {
    date: '2025-10-30',
    entries: [
      headcount({ ...counted, ...mataram, payer: '52.71', persons: 1_984 }),
      figure({
        ...mataram,
        subject: '52.71',
        fiscalYear: year,
        measure: 'allocation-amount',
        value: '100000000',
        unit: 'rupiah',
        qualifier: 'atLeast',
        text: 'Rp100 juta lebih',
        definition: 'anggaran menurut sumber',
      }),
      figure({
        ...mataram,
        subject: '52.71',
        fiscalYear: year,
        measure: 'demand',
        value: '3000',
        unit: 'persons',
        qualifier: 'atLeast',
        definition: 'kebutuhan menurut sumber',
      }),
      headcount({ ...counted, payer: '52.02', persons: 12_050, holdsOn: '2025-10-30', source: INSIDE_LOMBOK }),
    ],
  },
  {
    date: '2025-12-09',
    entries: [
      headcount({ ...counted, ...lombokTimur, payer: '52.03', persons: 17_395 }),
      figure({
        ...lombokTimur,
        subject: '52.03',
        fiscalYear: year,
        measure: 'allocation-amount',
        value: '2600000000',
        unit: 'rupiah',
        qualifier: 'rounded',
        precision: '100000000',
        definition: 'DBHCHT',
      }),
      figure({
        ...lombokTimur,
        subject: '52.03',
        fiscalYear: year,
        measure: 'cooperation-agreement',
        unit: 'text',
        text: 'PKS 28 April 2025',
        definition: 'ringkasan isi sumber, bukan kutipan',
        holdsOn: '2025-04-28',
      }),
      figure({
        ...lombokTimur,
        subject: '52.03',
        fiscalYear: 2026,
        measure: 'commitment-planned',
        value: '30108',
        unit: 'persons',
        definition: 'direncanakan untuk 2026',
      }),
    ],
  },
];
