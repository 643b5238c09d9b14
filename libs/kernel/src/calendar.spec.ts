import {
  addDays,
  addMonths,
  type BusinessDate,
  businessDate,
  daysBetween,
  fiscalYear,
  fiscalYearOf,
  isBusinessDate,
  isMonth,
  isWorkingDay,
  type Month,
  momentAt,
  month,
  monthsFrom,
  nextWorkingDay,
} from './calendar';

const day = (text: string): BusinessDate => businessDate(text);

const matching = (properties: Record<string, unknown>): Error => expect.objectContaining(properties) as Error;

describe('the wall clock of a province', () => {
  it.each([
    ['2025-12-31T16:30:00Z', 'Asia/Makassar', '2026-01-01', '00:30'],
    ['2025-12-31T15:59:59Z', 'Asia/Makassar', '2025-12-31', '23:59'],
    ['2025-12-31T16:00:00Z', 'Asia/Makassar', '2026-01-01', '00:00'],
    ['2025-12-31T16:30:00Z', 'Asia/Jakarta', '2025-12-31', '23:30'],
    ['2025-12-31T14:59:59Z', 'Asia/Jayapura', '2025-12-31', '23:59'],
    ['2025-12-31T15:00:00Z', 'Asia/Jayapura', '2026-01-01', '00:00'],
    ['2024-02-28T16:00:00Z', 'Asia/Makassar', '2024-02-29', '00:00'],
    ['2025-07-15T01:00:00Z', 'Asia/Makassar', '2025-07-15', '09:00'],
  ])('at %s in %s it is %s, %s', (instant, zone, date, time) => {
    expect(momentAt(new Date(instant), zone)).toEqual({ date, time, zone });
  });

  it('a new fiscal year begins at midnight WITA, 31 December 16.00 UTC', () => {
    expect(fiscalYearOf(momentAt(new Date('2025-12-31T16:30:00Z'), 'Asia/Makassar').date)).toBe(2026);
    expect(fiscalYearOf(momentAt(new Date('2025-12-31T15:59:59Z'), 'Asia/Makassar').date)).toBe(2025);
  });
});

describe('a business date', () => {
  it.each(['2025-07-15', '2024-02-29', '2000-01-01'])('%s is a day', (text) => {
    expect(isBusinessDate(text)).toBe(true);
  });

  it.each(['2025-02-29', '2025-13-01', '2025-00-10', '2025-06-31', '2025-7-15', '15-07-2025', '2025-07-15T00:00', '', '2025-07-15 '])(
    '"%s" is refused with an example',
    (text) => {
      expect(isBusinessDate(text)).toBe(false);
      expect(() => businessDate(text, 'holdsOn')).toThrow(
        matching({
          code: 'date-malformed',
          data: { field: 'holdsOn', value: text },
          message: expect.stringContaining('2025-07-15'),
        }),
      );
    },
  );

  it.each([
    ['2025-12-31', 1, '2026-01-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2025-03-01', -1, '2025-02-28'],
    ['2025-07-15', 0, '2025-07-15'],
  ])('%s and %i days is %s', (from, days, to) => {
    expect(addDays(day(from), days)).toBe(to);
    expect(daysBetween(day(from), day(to))).toBe(days);
  });
});

describe('a month', () => {
  it.each(['2025-00', '2025-13', '2025-7', '25-07', '2025-07-01', ''])('"%s" is refused', (text) => {
    expect(isMonth(text)).toBe(false);
    expect(() => month(text)).toThrow(matching({ code: 'month-malformed' }));
  });

  it.each([
    ['2025-12', 1, '2026-01'],
    ['2025-01', -1, '2024-12'],
    ['2025-07', 12, '2026-07'],
    ['2025-07', 0, '2025-07'],
  ])('%s and %i months is %s', (from, months, to) => {
    expect(addMonths(from as Month, months)).toBe(to);
  });

  it('a span includes both ends and is empty when it runs backwards', () => {
    expect(monthsFrom('2025-11' as Month, '2026-02' as Month)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
    expect(monthsFrom('2025-11' as Month, '2025-11' as Month)).toEqual(['2025-11']);
    expect(monthsFrom('2025-12' as Month, '2025-11' as Month)).toEqual([]);
  });
});

describe('a fiscal year', () => {
  it.each([1999, 2101, 2025.5, Number.NaN, Number.POSITIVE_INFINITY])('%s is refused', (year) => {
    expect(() => fiscalYear(year)).toThrow(matching({ code: 'fiscal-year-malformed' }));
  });

  it.each([2000, 2025, 2100])('%i is one', (year) => {
    expect(fiscalYear(year)).toBe(year);
  });
});

describe('working days', () => {
  it.each([
    ['2025-07-14', '2025-07-15', 'Monday to Tuesday'],
    ['2025-07-18', '2025-07-21', 'over a weekend'],
    ['2025-07-19', '2025-07-21', 'from a Saturday'],
  ])('after %s comes %s (%s)', (after, next) => {
    expect(nextWorkingDay(day(after))).toBe(next);
  });

  it('a listed holiday is none', () => {
    expect(nextWorkingDay(day('2025-08-15'), [day('2025-08-18')])).toBe('2025-08-19');
    expect(isWorkingDay(day('2025-08-18'))).toBe(true);
    expect(isWorkingDay(day('2025-08-18'), [day('2025-08-18')])).toBe(false);
  });
});
