import { formatDate, formatDay, formatInstant, formatLongDate, formatMonth, formatShortMonth, formatTime } from './date';

describe('dates', () => {
  it('writes a day as officials do', () => {
    expect(formatDate('2025-07-22', 'id')).toBe('22 Juli 2025');
    expect(formatDate('2025-07-22', 'en')).toBe('22 July 2025');
    expect(formatDay('2025-07-05', 'id')).toBe('5 Juli');
    expect(formatLongDate('2025-07-15', 'id')).toBe('Selasa, 15 Juli 2025');
    expect(formatDate('soon', 'id')).toBe('soon');
  });

  it('writes months', () => {
    expect(formatMonth('2025-08', 'id')).toBe('Agustus 2025');
    expect(formatShortMonth('2025-05', 'id')).toBe('Mei');
  });

  it('writes a time with its zone', () => {
    expect(formatTime('10:00', 'Asia/Makassar', 'id')).toBe('10.00 WITA');
    expect(formatTime('10:00', 'Asia/Jakarta', 'en')).toBe('10:00 WIB');
  });

  it('writes an instant in the zone of the province: the last half hour of the year in UTC is the next year in WITA', () => {
    expect(formatInstant('2025-12-31T16:30:00Z', 'Asia/Makassar', 'id')).toBe('1 Januari 2026, 00.30 WITA');
  });
});
