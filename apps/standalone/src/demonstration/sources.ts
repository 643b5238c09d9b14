import type { Source } from '@komitmen/contracts';

const source = (title: string, date: string | null, reference: string | null = null): Source => ({
  title,
  publisher: null,
  date,
  reference,
});

const AUDIENCE = 'audiensi BPJS Ketenagakerjaan NTB dengan Wakil Gubernur, 10 Juli 2025';

export const DISNAKERTRANS_NOVEMBER_2024 = source('Disnakertrans NTB', '2024-11-11');
export const DISNAKERTRANS_NOVEMBER_2024_CITING_BPS = source('Disnakertrans NTB', '2024-11-11', 'mengutip BPS');
export const DISNAKERTRANS_10_JULY_2025 = source('Disnakertrans NTB', '2025-07-10');
export const SUARA_NTB_14_JULY_2025 = source('Suara NTB', '2025-07-14', AUDIENCE);
export const DISNAKERTRANS_22_JULY_2025 = source('Disnakertrans NTB', '2025-07-22');

export const KICKNEWS_14_JULY_2025 = source('Kicknews', '2025-07-14');
export const PROKOPIM_KOTA_BIMA = source('Prokopim Kota Bima', '2025-09-02');
export const MATARAM_4_SEPTEMBER_2025 = source('Mataram, 4 September 2025', '2025-09-04');
export const SUARA_NTB_12_SEPTEMBER_2025 = source('Suara NTB', '2025-09-12');
export const SUARA_NTB_30_OCTOBER_2025 = source('Suara NTB', '2025-10-30');
export const INSIDE_LOMBOK = source('Inside Lombok', '2025-10-30');
export const RAGAM_LOMBOK = source('Ragam Lombok', '2025-12-09');

/** Their day of publication is not recorded; only the period they speak of is. */
export const DUKCAPIL = source('Dukcapil, semester 2 tahun 2024', null);
export const BPS_MARCH_2024 = source('BPS, Maret 2024', null);
export const TOBACCO_EXCISE_2023 = source('Pemberitaan pers tentang DBHCHT 2023', null, 'judul dan tanggal terbit tidak tercatat');
export const OTHER_COVERAGE = source('Sumber lain tentang cakupan NTB, Juni 2025', null, 'judul dan tanggal terbit tidak tercatat');
export const PREMIUM_REGULATION = source('Ketentuan iuran JKK dan JKM peserta bukan penerima upah', null);
export const REGULATIONS = source('Peraturan perundang-undangan', null);
