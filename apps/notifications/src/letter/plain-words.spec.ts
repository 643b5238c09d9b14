import { plainWords } from './plain-words';

const MASK = '[nomor disamarkan]';

describe('plain words', () => {
  it.each([
    '5271015708900001',
    '5271 0157 0890 0001',
    '5271.0157.0890.0001',
    '5271-0157-0890-0001',
    '527101.570890.0001',
    '527101 570890-0001',
    '5271 - 0157 – 0890 - 0001',
    '5271\u00a00157\n0890\u200b0001',
    '5271-01-10-0890-0001',
  ])('mask the sixteen digits of %j', (nik) => {
    expect(plainWords(`NIK ${nik}, tahun 2025`)).toBe(`NIK ${MASK}, tahun 2025`);
  });

  it.each([
    ['2025 5271015708900001', `2025 ${MASK}`],
    ['5271015708900001 2025', `${MASK} 2025`],
    ['Rp126.290.000.000 5271015708900001', `Rp126.290.000.000 ${MASK}`],
    ['5271015708900001 5271015708900002', `${MASK} ${MASK}`],
    ['2025 5271 0157 0890 0001', MASK],
    ['2025-07-10 5271 0157 0890 0001', `2025-07-10 ${MASK}`],
    ['NIK:5271015708900001.', `NIK:${MASK}.`],
  ])('mask it beside other numbers: %j', (text, masked) => {
    expect(plainWords(text)).toBe(masked);
  });

  it.each([
    'Rp126.290.000.000',
    'Rp126.290.000.000 2025',
    'Rp126.290.000.000. 2025',
    'Rp1.234.567.890.123.456',
    '2021 2022 2023 2024',
    '2025-07-10 2025-07-11',
    '123456789012345',
    '12345678901234567',
    'DPA/A.1/1.02.0.00.0.00.01.0000/001/2025',
    'KOM/52.71/2025-07-15/1',
  ])('leave %j alone', (text) => {
    expect(plainWords(text)).toBe(text);
  });

  it('stand on one line, without characters that cannot be seen', () => {
    expect(plainWords(' Kepala\r\n\tDinas\u2028Tenaga\u0000Kerja\u202e ')).toBe('Kepala Dinas Tenaga Kerja');
  });
});
