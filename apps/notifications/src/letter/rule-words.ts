import type { RuleName } from '@komitmen/contracts';

export interface RuleWords {
  /** What stands in the records, without blame. */
  readonly matter: string;
  /** What the office is asked for, continuing "Mohon kesediaan Bapak/Ibu". */
  readonly asked: string;
}

type Words = (government: string, fiscalYear: number) => RuleWords;

const WORDS: Readonly<Record<RuleName, Words>> = {
  'no-data': (government, year) => ({
    matter: `Belum ada data jumlah pekerja yang iurannya ditanggung ${government} untuk tahun anggaran ${year}. Belum ada data tidak diartikan sebagai nol.`,
    asked: 'melaporkan jumlah pekerja yang iurannya ditanggung, juga bila jumlahnya nol, beserta sumber dan tanggalnya',
  }),
  'zero-coverage': (government, year) => ({
    matter: `Jumlah pekerja yang iurannya ditanggung ${government} untuk tahun anggaran ${year} dinyatakan nol.`,
    asked:
      'menyampaikan jumlah pekerja yang iurannya kini ditanggung beserta sumber dan tanggalnya, atau rencana penanggungannya bila memang belum ada',
  }),
  'no-commitment': (government, year) => ({
    matter: `Komitmen ${government} untuk tahun anggaran ${year} belum dicatat atau dinyatakan tidak ada.`,
    asked: 'menyampaikan komitmen (jumlah pekerja, jumlah bulan dan dasar hukumnya), atau penjelasan bila memang tidak ada',
  }),
  'no-allocation': (government, year) => ({
    matter: `Alokasi anggaran untuk komitmen ${government} pada tahun anggaran ${year} belum dicatat atau dinyatakan tidak ada.`,
    asked: 'menyampaikan alokasinya (sumber dana, jumlah, nomor dan tanggal dokumen anggaran), atau rencana penganggarannya',
  }),
  'no-disbursement': (government, year) => ({
    matter: `Anggaran ${government} tahun anggaran ${year} sudah dapat dilaksanakan, tetapi pencairannya (SP2D) belum dicatat.`,
    asked: 'menyampaikan nomor, tanggal dan jumlah SP2D, atau kendala pencairannya',
  }),
  'paid-below-commitment': (government, year) => ({
    matter: `Orang-bulan yang tercatat dibayar ${government} pada tahun anggaran ${year} masih di bawah komitmennya.`,
    asked: 'menyampaikan pembayaran yang belum dicatat, atau rencana untuk memenuhi komitmen tersebut',
  }),
  'coverage-ends': (government, year) => ({
    matter: `Bulan terakhir yang iurannya tercatat dibayar ${government} pada tahun anggaran ${year} sudah lewat atau segera berakhir.`,
    asked: 'menyampaikan pembayaran untuk bulan berikutnya, atau rencana kelanjutannya',
  }),
  'below-target': (government, year) => ({
    matter: `Cakupan ${government} yang tercatat untuk tahun anggaran ${year} masih di bawah target.`,
    asked: 'menyampaikan data terbaru, atau rencana untuk mencapai target tersebut',
  }),
  overspent: (government, year) => ({
    matter: `Pencairan ${government} yang tercatat pada tahun anggaran ${year} melebihi pagu yang berlaku.`,
    asked: 'memeriksa dokumen anggaran (DPPA) dan SP2D, lalu menyampaikan pembetulan atau dokumen yang belum dicatat',
  }),
};

export const wordsOf = (rule: RuleName, government: string, fiscalYear: number): RuleWords => WORDS[rule](government, fiscalYear);
