import { inIndonesianForm } from './indonesian';

describe('Indonesian form', () => {
  it.each([
    ['sejak 2025-07-10, belum', 'sejak 10 Juli 2025, belum'],
    ['sampai 2025-07-05.', 'sampai 5 Juli 2025.'],
    ['dibayar: 2025-02.', 'dibayar: Februari 2025.'],
    ['2025-01 sampai 2025-12', 'Januari 2025 sampai Desember 2025'],
    ['menyebut 13888.', 'menyebut 13.888.'],
    ['Dibayar 1234567 dari 9999 orang-bulan', 'Dibayar 1.234.567 dari 9999 orang-bulan'],
    ['Rp3000000 cair', 'Rp3.000.000 cair'],
    ['Rp3000000.50', 'Rp3.000.000,50'],
    ['(Rp3000000)', '(Rp3.000.000)'],
    ['32.00 %', '32 %'],
    ['30.70 %', '30,7 %'],
    ['30.07% dari 100%', '30,07 % dari 100 %'],
    ['30,7 %', '30,7 %'],
  ])('of %j is %j', (sentence, expected) => {
    expect(inIndonesianForm(sentence)).toBe(expected);
  });

  it.each([
    'Rp126.290.000.000',
    'tahun anggaran 2025',
    '(DPA/2025-02/13888)',
    '(900-2025-02-01)',
    '(12345)',
    '(DPA 12345)',
    '13.888',
    'pukul 10.00',
  ])('leaves %j alone', (sentence) => {
    expect(inIndonesianForm(sentence)).toBe(sentence);
  });
});
