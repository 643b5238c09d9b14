import { addDays, type BusinessDate, DomainError, momentAt, type ProvinceCode } from '@komitmen/kernel';
import fc from 'fast-check';
import {
  type Calendar,
  type Demonstration,
  endLoading,
  finishDay,
  jump,
  type Live,
  momentOf,
  nextLiveDay,
  nextStep,
  type NotBegun,
  release,
  requestAdvance,
} from './calendar';

const on = (date: string): BusinessDate => date as BusinessDate;
const zone = 'Asia/Makassar';
const province = '52' as ProvinceCode;
const empty: NotBegun = { province, zone, mode: 'demonstration', date: null, time: null, loading: true, advance: null, finishedOn: null };
const standing: Demonstration = {
  province,
  zone,
  mode: 'demonstration',
  date: on('2025-07-15'),
  time: '09:00',
  loading: false,
  advance: null,
  finishedOn: on('2025-07-15'),
};
const live: Live = { province, zone, mode: 'live', date: on('2025-07-15'), time: '09:00', loading: false, advance: null, finishedOn: null };

function codeOf(decide: () => unknown): string {
  try {
    decide();
  } catch (error) {
    if (error instanceof DomainError) return `${error.kind} ${error.code}`;
    throw error;
  }
  return 'accepted';
}

/** Plays the services: finishes each day that begins, until the calendar has nothing more to begin. */
function run(calendar: Calendar): { days: string[]; end: Calendar } {
  const days: string[] = [];
  let now = calendar;
  for (let step = nextStep(now); step; step = nextStep(now)) {
    if (step.date !== now.date) days.push(step.date);
    now = finishDay(step, step.date);
  }
  return { days, end: now };
}

describe('moving a demonstration forward', () => {
  it('begins every day in turn, each once the one before is finished', () => {
    const { days, end } = run(requestAdvance(standing, on('2025-07-18'), false));
    expect(days).toEqual(['2025-07-16', '2025-07-17', '2025-07-18']);
    expect(end).toMatchObject({ date: '2025-07-18', time: '09:00', advance: null });
  });

  it('waits for the day that is not finished', () => {
    const moving = requestAdvance({ ...standing, finishedOn: on('2025-07-14') }, on('2025-07-18'), false);
    expect(nextStep(moving)).toBeUndefined();
    expect(nextStep(finishDay(moving, on('2025-07-15')))).toMatchObject({ date: '2025-07-16' });
  });

  it('is over when the last day is finished, not when it begins', () => {
    const begun = nextStep(requestAdvance(standing, on('2025-07-16'), false));
    expect(begun).toMatchObject({ date: '2025-07-16', advance: { to: '2025-07-16' } });
    expect(begun && nextStep(finishDay(begun, on('2025-07-16')))).toMatchObject({ date: '2025-07-16', advance: null });
  });

  it('begins as many days as lie ahead, whatever the distance', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (distance) => {
        const { days, end } = run(requestAdvance(standing, addDays(standing.date, distance), false));
        expect(days).toHaveLength(distance);
        expect(new Set(days).size).toBe(distance);
        expect(end.date).toBe(addDays(standing.date, distance));
      }),
      { numRuns: 30 },
    );
  });

  it('hears an old or repeated message without going back', () => {
    expect(finishDay(standing, on('2025-07-14'))).toBe(standing);
    expect(finishDay(standing, on('2025-07-15'))).toBe(standing);
  });

  it.each<[string, Calendar, string, string]>([
    ['to the day it shows', standing, '2025-07-15', 'unprocessable date-not-after'],
    ['back', standing, '2025-07-14', 'unprocessable date-not-after'],
    ['by 401 days', standing, '2026-08-20', 'unprocessable advance-too-far'],
    ['by 400 days', standing, '2026-08-19', 'accepted'],
    ['while it moves', requestAdvance(standing, on('2025-07-20'), false), '2025-07-21', 'conflict already-advancing'],
    ['while it is loaded', { ...standing, loading: true }, '2025-07-16', 'conflict still-loading'],
    ['before its first day', empty, '2025-07-16', 'conflict calendar-not-begun'],
    ['when it is real', live, '2025-07-16', 'conflict clock-is-real'],
  ])('%s: %#', (_, calendar, to, expected) => {
    expect(codeOf(() => requestAdvance(calendar, on(to), false))).toBe(expected);
  });
});

describe('a move with later reports', () => {
  const held = requestAdvance(standing, on('2025-07-20'), true);

  it('waits where it is until what that day brings is recorded', () => {
    expect(nextStep(held)).toBeUndefined();
  });

  it('goes to the next report’s date and waits there, then on to the end', () => {
    const first = run(release(held, on('2025-07-17')));
    expect(first.days).toEqual(['2025-07-16', '2025-07-17']);
    expect(first.end.advance).toEqual({ to: '2025-07-20', heldAt: '2025-07-17' });
    const rest = run(release(first.end, null));
    expect(rest.days).toEqual(['2025-07-18', '2025-07-19', '2025-07-20']);
    expect(rest.end.advance).toBeNull();
  });

  it('waits on its last day too when a report falls on it', () => {
    const { end } = run(release(held, on('2025-07-20')));
    expect(end.advance).toEqual({ to: '2025-07-20', heldAt: '2025-07-20' });
    expect(run(release(end, null)).end.advance).toBeNull();
  });

  it('does not wait for a report beyond its end', () => {
    expect(release(held, on('2025-10-30')).advance).toEqual({ to: '2025-07-20', heldAt: null });
  });

  it('is released only while it is held', () => {
    expect(codeOf(() => release(standing, null))).toBe('conflict not-held');
    expect(codeOf(() => release(release(held, null), null))).toBe('conflict not-held');
  });
});

describe('loading the demonstration', () => {
  const first = jump(empty, on('2024-11-11'), '09:00');

  it('jumps from source to source, beginning just those days, and then stands', () => {
    expect(first).toMatchObject({ date: '2024-11-11', time: '09:00', loading: true });
    const second = first && jump(finishDay(first, on('2024-11-11')), on('2025-07-10'), '09:00');
    expect(second).toMatchObject({ date: '2025-07-10' });
    expect(second && endLoading(second)).toMatchObject({ date: '2025-07-10', loading: false });
  });

  it('changes nothing when repeated', () => {
    expect(first && jump(first, on('2024-11-11'), '09:00')).toBeUndefined();
    expect(endLoading(standing)).toBeUndefined();
    expect(jump(standing, standing.date, standing.time)).toBeUndefined();
  });

  it.each<[string, Calendar | undefined, string, string]>([
    ['an earlier date', first, '2024-11-10', 'unprocessable date-not-after'],
    ['a day before the current one is finished', first, '2025-07-10', 'conflict day-not-finished'],
    ['a day after loading has ended', standing, '2025-07-16', 'conflict not-loading'],
    ['a day of a real clock', live, '2025-07-16', 'conflict clock-is-real'],
  ])('refuses %s', (_, calendar, date, expected) => {
    expect(calendar && codeOf(() => jump(calendar, on(date), '09:00'))).toBe(expected);
  });
});

describe('a live clock', () => {
  it.each([
    ['31 December 16.30 UTC is 1 January 00.30', '2025-12-31T16:30:00Z', '2026-01-01'],
    ['31 December 15.59 UTC is still 31 December', '2025-12-31T15:59:00Z', '2025-12-31'],
  ])('reads the wall of its zone: %s', (_, instant, expected) => {
    expect(nextLiveDay({ ...live, date: null, time: null }, momentAt(new Date(instant), zone))?.date).toBe(expected);
  });

  it('begins each day that passed during a standstill', () => {
    const wall = { date: on('2025-07-18'), time: '06:30', zone };
    const days: string[] = [];
    let now: Calendar = live;
    for (let next = nextLiveDay(now, wall); next; next = nextLiveDay(now, wall)) {
      days.push(`${next.date} ${next.time}`);
      now = next;
    }
    expect(days).toEqual(['2025-07-16 00:00', '2025-07-17 00:00', '2025-07-18 06:30']);
  });

  it('leaves a demonstration alone', () => {
    expect(nextLiveDay(standing, { date: on('2026-01-01'), time: '00:00', zone })).toBeUndefined();
  });

  it.each<[string, Calendar, string, string, string | undefined]>([
    ['today', live, '2025-07-15', '14:05', '2025-07-15 14:05'],
    ['midnight has just passed, the new day has not begun', live, '2025-07-16', '00:00', '2025-07-15 23:59'],
    ['the wall was set back', live, '2025-07-14', '23:00', '2025-07-15 00:00'],
    ['a demonstration', standing, '2026-01-01', '12:00', '2025-07-15 09:00'],
    ['nothing has begun', empty, '2026-01-01', '12:00', undefined],
  ])('shows the day that has begun: %s', (_, calendar, date, time, expected) => {
    const moment = momentOf(calendar, { date: on(date), time, zone });
    expect(moment && `${moment.date} ${moment.time}`).toBe(expected);
  });
});
