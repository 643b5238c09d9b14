import { calendarMoment } from './calendar-moment';

const row = { province: '52', date: '2025-07-15', time: '09:00', zone: 'Asia/Makassar', mode: 'live' };

describe('the business moment', () => {
  it('stands still in a demonstration, whatever the wall says', () => {
    expect(calendarMoment({ ...row, mode: 'demonstration' }, new Date('2026-11-21T03:00:00Z'))).toEqual({
      date: '2025-07-15',
      time: '09:00',
      zone: 'Asia/Makassar',
      standsStill: true,
    });
  });

  it.each([
    ['has the wall’s time in the province’s zone', '2025-07-15T02:30:00Z', '10:30'],
    ['is the day’s last minute while the next day has not reached the service', '2025-07-15T16:05:00Z', '23:59'],
    ['is the day’s beginning where the wall is behind', '2025-07-14T15:59:00Z', '09:00'],
  ])('live, %s', (_, wall, time) => {
    expect(calendarMoment(row, new Date(wall))).toMatchObject({ date: '2025-07-15', time, standsStill: false });
  });
});
