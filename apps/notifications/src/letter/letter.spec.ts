import { RULES } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';
import type { Reminder } from '../reminder/reminder';
import { composeLetter, dueByRecipient, type LetterInput, type Matter } from './letter';
import { letterHtml } from './letter-html';
import { letterText } from './letter-text';
import { wordsOf } from './rule-words';

const day = (text: string) => text as BusinessDate;

const zeroCoverage: Matter = {
  flagId: 'f1',
  rule: 'zero-coverage',
  fiscalYear: 2025,
  since: day('2025-07-14'),
  rung: 1,
  evidence: [
    {
      statement: 'belum menanggung satu pun peserta, padahal potensi pekerja rentan di ibukota provinsi sangat besar',
      source: { title: 'Audiensi BPJS Ketenagakerjaan NTB dengan Wakil Gubernur', publisher: 'Suara NTB', date: '2025-07-14' },
    },
  ],
};
const noData: Matter = {
  flagId: 'f2',
  rule: 'no-data',
  fiscalYear: 2025,
  since: day('2025-07-15'),
  rung: 1,
  evidence: [
    { statement: 'Belum ada laporan jumlah peserta tahun anggaran 2025 yang tercatat sampai batas waktu 2025-07-14.', source: null },
  ],
};

const mataram: LetterInput = {
  government: { code: '52.71', name: 'Kota Mataram' },
  recipient: { post: 'regional-secretary', title: 'Sekretaris Daerah Kota Mataram' },
  copies: [
    { post: 'treasury-office', title: 'Kepala BPKAD Kota Mataram' },
    { post: 'labour-office', title: 'Kepala Disnaker Kota Mataram' },
  ],
  date: day('2025-07-15'),
  matters: [zeroCoverage],
  answerBy: null,
  replyTo: 'jawaban@komitmen.example',
  applicationUrl: null,
};
const lombokBarat: LetterInput = {
  ...mataram,
  government: { code: '52.01', name: 'Kabupaten Lombok Barat' },
  recipient: { post: 'labour-office', title: 'Kepala Disnaker Kabupaten Lombok Barat' },
  copies: [{ post: 'regional-secretary', title: 'Sekretaris Daerah Kabupaten Lombok Barat' }],
  date: day('2025-07-16'),
  matters: [noData],
  answerBy: day('2025-07-23'),
  applicationUrl: 'https://komitmen.example',
};

const GOLDEN_MATARAM = `Nomor    : KOM/52.71/2025-07-15/1 (nomor rujukan aplikasi)
Sifat    : Biasa
Lampiran : -
Hal      : Pengingat perlindungan jaminan sosial ketenagakerjaan Kota Mataram, tahun anggaran 2025

15 Juli 2025

Yth. Sekretaris Daerah Kota Mataram

Dengan hormat,

Bersama ini kami sampaikan hal berikut, sebagaimana tercatat dalam aplikasi Komitmen per 15 Juli 2025.

1. Jumlah pekerja yang iurannya ditanggung Kota Mataram untuk tahun anggaran 2025 dinyatakan nol. Tercatat sejak 14 Juli 2025.
   Dasar:
   - Menurut Suara NTB, Audiensi BPJS Ketenagakerjaan NTB dengan Wakil Gubernur, 14 Juli 2025: “belum menanggung satu pun peserta, padahal potensi pekerja rentan di ibukota provinsi sangat besar”
   Mohon kesediaan Bapak/Ibu menyampaikan jumlah pekerja yang iurannya kini ditanggung beserta sumber dan tanggalnya, atau rencana penanggungannya bila memang belum ada.

Jawaban kami harapkan sesegera mungkin, dengan mencatatnya di aplikasi Komitmen atau membalas surat elektronik ini (jawaban@komitmen.example).

Apabila ada data yang keliru, mohon sampaikan pembetulannya beserta sumber dan tanggalnya melalui cara yang sama.

Apabila telah disampaikan, mohon abaikan pesan ini.

Atas perhatian dan kerja sama Bapak/Ibu, kami ucapkan terima kasih.

Tembusan:
1. Kepala BPKAD Kota Mataram
2. Kepala Disnaker Kota Mataram

Pemberitahuan ini dikirim oleh aplikasi Komitmen dan bukan surat dinas.
`;

const GOLDEN_LOMBOK_BARAT = `Nomor    : KOM/52.01/2025-07-16/3 (nomor rujukan aplikasi)
Sifat    : Biasa
Lampiran : -
Hal      : Pengingat perlindungan jaminan sosial ketenagakerjaan Kabupaten Lombok Barat, tahun anggaran 2025

16 Juli 2025

Yth. Kepala Disnaker Kabupaten Lombok Barat

Dengan hormat,

Bersama ini kami sampaikan hal berikut, sebagaimana tercatat dalam aplikasi Komitmen per 16 Juli 2025.

1. Belum ada data jumlah pekerja yang iurannya ditanggung Kabupaten Lombok Barat untuk tahun anggaran 2025. Belum ada data tidak diartikan sebagai nol. Tercatat sejak 15 Juli 2025.
   Dasar:
   - Menurut catatan aplikasi Komitmen: Belum ada laporan jumlah peserta tahun anggaran 2025 yang tercatat sampai batas waktu 14 Juli 2025.
   Mohon kesediaan Bapak/Ibu melaporkan jumlah pekerja yang iurannya ditanggung, juga bila jumlahnya nol, beserta sumber dan tanggalnya.

Jawaban kami harapkan paling lambat 23 Juli 2025, dengan mencatatnya di aplikasi Komitmen (https://komitmen.example) atau membalas surat elektronik ini (jawaban@komitmen.example).

Apabila ada data yang keliru, mohon sampaikan pembetulannya beserta sumber dan tanggalnya melalui cara yang sama.

Apabila telah disampaikan, mohon abaikan pesan ini.

Atas perhatian dan kerja sama Bapak/Ibu, kami ucapkan terima kasih.

Tembusan:
1. Sekretaris Daerah Kabupaten Lombok Barat

Pemberitahuan ini dikirim oleh aplikasi Komitmen dan bukan surat dinas.
`;

describe('the letter', () => {
  it('to Kota Mataram says that zero is asserted, with its source and date', () => {
    expect(letterText(composeLetter(mataram))).toBe(GOLDEN_MATARAM);
  });

  it('to Kabupaten Lombok Barat says that data are missing, not zero', () => {
    expect(letterText(composeLetter(lombokBarat))).toBe(GOLDEN_LOMBOK_BARAT);
  });

  it('names the application’s reference in the subject', () => {
    expect(composeLetter(mataram).subject).toBe(
      'Pengingat perlindungan jaminan sosial ketenagakerjaan Kota Mataram, tahun anggaran 2025 (KOM/52.71/2025-07-15/1)',
    );
  });

  it('lists several flags of one government, each with what is asked', () => {
    const text = letterText(
      composeLetter({ ...mataram, matters: [zeroCoverage, { ...noData, rule: 'no-commitment', fiscalYear: 2026, rung: 2 }] }),
    );
    expect(text).toContain('\n1. Jumlah pekerja yang iurannya ditanggung Kota Mataram');
    expect(text).toContain('\n2. Komitmen Kota Mataram untuk tahun anggaran 2026 belum dicatat atau dinyatakan tidak ada.');
    expect(text).toContain('ini pengingat ke-2.');
    expect(text).toContain('tahun anggaran 2025 dan 2026');
  });

  const evidenceOf = (statement: string, source: (typeof zeroCoverage)['evidence'][number]['source']) =>
    composeLetter({ ...mataram, matters: [{ ...zeroCoverage, evidence: [{ statement, source }] }] }).items[0]?.evidence[0];

  it('quotes a source’s own words untouched, once', () => {
    const source = { title: 'Rakor', date: '2025-07-10' };
    expect(evidenceOf('sejak 2025-02 ada 13888 (32.00 %)', source)).toBe(
      'Menurut Rakor, 10 Juli 2025: “sejak 2025-02 ada 13888 (32.00 %)”',
    );
    expect(evidenceOf('"nol"', source)).toBe('Menurut Rakor, 10 Juli 2025: "nol"');
  });

  it('tells a computed sentence as the application’s own, in Indonesian form', () => {
    expect(evidenceOf('Bulan terakhir yang dibayar: 2025-02.', null)).toBe(
      'Menurut catatan aplikasi Komitmen: Bulan terakhir yang dibayar: Februari 2025.',
    );
  });

  it('carries no national id in any part, whatever a source or an office has written', () => {
    const nik = '5271 0157 0890 0001';
    const title = `Kepala ${nik}`;
    const letter = composeLetter({
      ...mataram,
      government: { code: '52.71', name: `Kota ${nik}` },
      recipient: { post: 'regional-secretary', title },
      copies: [{ post: 'labour-office', title }],
      matters: [
        {
          ...zeroCoverage,
          evidence: [
            { statement: nik, source: { title, publisher: title, date: null } },
            { statement: nik, source: null },
          ],
        },
      ],
    });
    expect(letter.subject).toContain('Kota [nomor disamarkan], tahun');
    expect(`${letter.subject}${letterText(letter)}${letterHtml(letter)}`).not.toMatch(/5271 0157|0890 0001/);
  });

  it('keeps its lines when a title or a name has line breaks', () => {
    const broken = composeLetter({
      ...mataram,
      government: { code: '52.71', name: 'Kota\r\nMataram' },
      recipient: { post: 'regional-secretary', title: 'Sekretaris Daerah\n\nKota\u2028Mataram\u0000' },
      copies: mataram.copies.map((copy) => ({ ...copy, title: copy.title.replaceAll(' ', '\t\n') })),
      matters: [
        { ...zeroCoverage, evidence: zeroCoverage.evidence.map((one) => ({ ...one, statement: one.statement.replace(' ', '\n') })) },
      ],
    });
    expect(letterText(broken)).toBe(GOLDEN_MATARAM);
    expect(broken.subject).toBe(composeLetter(mataram).subject);
  });

  it('says the same words in HTML, escaped, in Indonesian', () => {
    const statement = 'kurang dari <b>satu</b> & "nol"';
    const html = letterHtml(composeLetter({ ...mataram, matters: [{ ...zeroCoverage, evidence: [{ statement, source: null }] }] }));
    expect(html).toContain('<html lang="id">');
    expect(html).toContain('kurang dari &lt;b&gt;satu&lt;/b&gt; &amp; &quot;nol&quot;');
    expect(html).toContain('<strong>Yth. Sekretaris Daerah Kota Mataram</strong>');
    expect(html).not.toContain('<b>');
  });

  it.each(RULES)('has plain words for %s', (rule) => {
    const { matter, asked } = wordsOf(rule, 'Kota Bima', 2025);
    expect(matter).toMatch(/Kota Bima.*\.$/);
    expect(asked).toMatch(/^[a-z].*[^.]$/);
  });
});

describe('what is due', () => {
  const reminder = (flagId: string, post: 'labour-office' | 'treasury-office', due: string): Reminder => ({
    id: `${flagId}-${post}`,
    flagId,
    government: '52.71',
    post,
    rung: 1,
    due: { date: day(due), time: '08:00' },
    version: 1,
    state: 'scheduled',
    letterId: null,
  });

  it('is gathered into one letter per recipient, and what is not due yet stays', () => {
    const all = [
      reminder('f1', 'labour-office', '2025-07-15'),
      reminder('f2', 'labour-office', '2025-07-14'),
      reminder('f1', 'treasury-office', '2025-07-15'),
      reminder('f3', 'labour-office', '2025-07-16'),
    ];
    const due = dueByRecipient(all, { date: day('2025-07-15'), time: '08:00' });
    expect([...due].map(([recipient, reminders]) => [recipient, reminders.map((one) => one.flagId)])).toEqual([
      ['52.71 labour-office', ['f1', 'f2']],
      ['52.71 treasury-office', ['f1']],
    ]);
  });
});
