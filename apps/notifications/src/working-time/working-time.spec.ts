import type { BusinessDate } from '@komitmen/kernel';
import { isDue, isSendingTime, sendingMoment, workingDaysAfter } from './working-time';

const day = (text: string) => text as BusinessDate;
const at = (date: string, time: string) => ({ date: day(date), time });

describe('working time', () => {
  it.each([
    ['2025-07-15', '07:59', false, 'before the working day'],
    ['2025-07-15', '08:00', true, 'the first minute'],
    ['2025-07-15', '15:59', true, 'the last minute'],
    ['2025-07-15', '16:00', false, 'the end of the working day'],
    ['2025-07-19', '10:00', false, 'a Saturday'],
    ['2025-07-20', '10:00', false, 'a Sunday'],
    ['2025-07-17', '10:00', false, 'a listed holiday'],
  ])('%s %s may send: %s (%s)', (date, time, expected) => {
    expect(isSendingTime(at(date, time), [day('2025-07-17')])).toBe(expected);
  });

  it.each([
    ['2025-07-14', 1, [], '2025-07-15', 'the next day'],
    ['2025-07-18', 1, [], '2025-07-21', 'Friday to Monday'],
    ['2025-07-19', 1, [], '2025-07-21', 'Saturday to Monday'],
    ['2025-07-14', 1, ['2025-07-15'], '2025-07-16', 'over a holiday'],
    ['2025-07-18', 1, ['2025-07-21', '2025-07-22'], '2025-07-23', 'over a week-end and two holidays'],
    ['2025-07-14', 5, [], '2025-07-21', 'five working days'],
    ['2025-12-31', 1, ['2026-01-01'], '2026-01-02', 'into the new year'],
  ])('%s plus %i working days without %j is %s (%s)', (from, days, holidays, expected) => {
    expect(workingDaysAfter(day(from), days, holidays.map(day))).toBe(expected);
  });

  it('is due from its minute on, also on later days', () => {
    const due = at('2025-07-15', '08:00');
    expect(isDue(due, at('2025-07-14', '23:59'))).toBe(false);
    expect(isDue(due, at('2025-07-15', '07:59'))).toBe(false);
    expect(isDue(due, at('2025-07-15', '08:00'))).toBe(true);
    expect(isDue(due, at('2025-07-16', '00:00'))).toBe(true);
  });

  it('a letter counts as sent at its own moment while the clock stands still on its day, else at the clock’s', () => {
    const letter = at('2025-07-15', '08:00');
    const now = { ...at('2025-07-15', '09:00'), zone: 'Asia/Makassar' };
    expect(sendingMoment({ ...letter, ...{ id: 'more than a moment' } }, { ...now, standsStill: true })).toEqual(letter);
    expect(sendingMoment(letter, { ...now, standsStill: false })).toEqual(at('2025-07-15', '09:00'));
    expect(sendingMoment(letter, { ...now, date: day('2025-07-16'), standsStill: true })).toEqual(at('2025-07-16', '09:00'));
  });
});
