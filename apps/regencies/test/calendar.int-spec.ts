import { eventually } from '@komitmen/testing';
import { Regencies } from './regencies.fixture';

const administrator = { role: 'administrator' } as const;
const began = 'regencies.business-day-began.v1';

async function calendarOf(regencies: Regencies): Promise<Record<string, unknown>> {
  const { body } = await regencies.get('/api/calendar');
  return (body as unknown as Record<string, unknown>[])[0] ?? {};
}
const daysBegun = async (regencies: Regencies): Promise<unknown[]> => (await regencies.events(began)).map(({ data }) => data['date']);
const dayBegins = (regencies: Regencies, date: string): Promise<void> =>
  eventually(async () => expect((await calendarOf(regencies))['date']).toBe(date));

describe('the calendar of a demonstration', () => {
  let regencies: Regencies;
  const move = (action: string, body: object, who: { role: 'planner' | 'administrator' } = administrator) =>
    regencies.post(`/api/calendar/52/${action}`, body, who);

  beforeEach(async () => {
    regencies = await Regencies.start('on');
  });
  afterEach(() => regencies.stop());

  const load = async (): Promise<void> => {
    await regencies.standAt('2025-07-15');
    await expect(move('loaded', {})).resolves.toMatchObject({ status: 200, body: { loading: false } });
  };

  it('has no date before its first source, and nothing is recorded then', async () => {
    await expect(calendarOf(regencies)).resolves.toMatchObject({ province: '52', date: null, mode: 'demonstration', loading: true });
    const source = { title: 'Suara NTB', date: '2025-07-14' };
    const figure = { subject: '52', measure: 'population', value: '1', unit: 'persons', qualifier: 'exact', holdsOn: '2025-07-14', source };
    await expect(regencies.post('/api/figures', figure)).resolves.toMatchObject({ status: 503, body: { code: 'calendar-not-begun' } });
  });

  it('jumps while it is loaded, day by finished day, and not after', async () => {
    await expect(move('set', { date: '2024-11-11', time: '09:00' })).resolves.toMatchObject({
      status: 200,
      body: { date: '2024-11-11', finished: false },
    });
    await expect(move('set', { date: '2025-07-10', time: '09:00' })).resolves.toMatchObject({
      status: 409,
      body: { code: 'day-not-finished' },
    });
    await expect(move('advance', { to: '2025-07-16' })).resolves.toMatchObject({ status: 409, body: { code: 'still-loading' } });
    await regencies.finish('2024-11-11');
    await load();
    await expect(move('set', { date: '2025-07-16', time: '09:00' })).resolves.toMatchObject({ status: 409, body: { code: 'not-loading' } });
    await expect(daysBegun(regencies)).resolves.toEqual(['2024-11-11', '2025-07-15']);
  });

  it('begins the next day of a move only after the services have finished the current one', async () => {
    await load();
    await expect(move('advance', { to: '2025-07-17' })).resolves.toMatchObject({
      status: 202,
      body: { date: '2025-07-16', advancingTo: '2025-07-17' },
    });
    await expect(move('advance', { to: '2025-07-18' })).resolves.toMatchObject({ status: 409, body: { code: 'already-advancing' } });
    await regencies.finish('2025-07-15');
    await expect(calendarOf(regencies)).resolves.toMatchObject({ date: '2025-07-16' });
    await regencies.reach('2025-07-16');
    await dayBegins(regencies, '2025-07-17');
    await expect(calendarOf(regencies)).resolves.toMatchObject({ advancingTo: '2025-07-17', finished: false });
    await regencies.finish('2025-07-17');
    await expect(calendarOf(regencies)).resolves.toMatchObject({ date: '2025-07-17', time: '09:00', advancingTo: null, finished: true });
    const days = await regencies.events(began);
    expect(days.map(({ data }) => data['date'])).toEqual(['2025-07-15', '2025-07-16', '2025-07-17']);
    expect(days.map(({ version }) => version)).toEqual([1, 2, 3]);
    expect(days[2]?.data).toEqual({ province: '52', date: '2025-07-17', time: '09:00', zone: 'Asia/Makassar', mode: 'demonstration' });
  });

  it('goes on after a restart, from a message that came while it was away', async () => {
    await load();
    await move('advance', { to: '2025-07-18' });
    await regencies.stopService();
    await regencies.reach('2025-07-16');
    await regencies.restart();
    await dayBegins(regencies, '2025-07-17');
    await regencies.reach('2025-07-17');
    await dayBegins(regencies, '2025-07-18');
    await expect(daysBegun(regencies)).resolves.toEqual(['2025-07-15', '2025-07-16', '2025-07-17', '2025-07-18']);
  });

  it('takes up a step that was due and never taken', async () => {
    await load();
    await regencies.stopService();
    await regencies.sql(`UPDATE regencies.calendar_state SET advancing_to = '2025-07-16'`);
    await regencies.restart();
    await dayBegins(regencies, '2025-07-16');
  });

  it('waits with later reports where they fall, until it is told to go on', async () => {
    await load();
    await expect(move('advance', { to: '2025-07-17', withLaterReports: true })).resolves.toMatchObject({
      status: 202,
      body: { date: '2025-07-15', advancingTo: '2025-07-17', heldAt: '2025-07-15' },
    });
    await expect(move('continue', { until: '2025-07-16' })).resolves.toMatchObject({
      status: 200,
      body: { date: '2025-07-16', heldAt: '2025-07-16' },
    });
    await regencies.finish('2025-07-16');
    await regencies.restart();
    await expect(calendarOf(regencies)).resolves.toMatchObject({ date: '2025-07-16', heldAt: '2025-07-16' });
    await expect(move('continue', { until: null })).resolves.toMatchObject({ status: 200, body: { date: '2025-07-17', heldAt: null } });
  });

  it.each([
    ['the day it shows', '2025-07-15', 422, 'date-not-after'],
    ['a day beyond the limit', '2026-08-20', 422, 'advance-too-far'],
    ['a day that does not exist', '2025-02-30', 400, 'date-malformed'],
  ])('refuses a move to %s', async (_, to, status, code) => {
    await load();
    await expect(move('advance', { to })).resolves.toMatchObject({ status, body: { code } });
  });

  it('is moved by the administrator alone', async () => {
    await load();
    await expect(move('advance', { to: '2025-07-16' }, { role: 'planner' })).resolves.toMatchObject({ status: 403 });
    await expect(regencies.post('/api/calendar/11/advance', { to: '2025-07-16' }, administrator)).resolves.toMatchObject({
      status: 404,
      body: { code: 'unknown-province' },
    });
  });
});

describe('the calendar of a real clock', () => {
  let regencies: Regencies;
  beforeAll(async () => {
    regencies = await Regencies.start('off');
  });
  afterAll(() => regencies.stop());

  it('begins today, catches up each day that passed while it was away, and cannot be moved', async () => {
    const { date: today } = await eventually(async () => {
      const calendar = await calendarOf(regencies);
      expect(calendar).toMatchObject({ mode: 'live', loading: false });
      expect(calendar['date']).toEqual(expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/));
      return calendar;
    });
    await expect(regencies.post('/api/calendar/52/advance', { to: '2999-01-01' }, administrator)).resolves.toMatchObject({
      status: 409,
      body: { code: 'clock-is-real' },
    });
    await expect(regencies.post('/api/calendar/52/set', { date: '2999-01-01', time: '09:00' }, administrator)).resolves.toMatchObject({
      status: 409,
      body: { code: 'clock-is-real' },
    });
    await regencies.stopService();
    await regencies.sql(`UPDATE regencies.calendar_state SET date = date - 3`);
    await regencies.restart();
    await dayBegins(regencies, String(today));
    const days = await daysBegun(regencies);
    expect(days).toHaveLength(4);
    expect(days.slice(1)).toEqual([...days.slice(1)].sort());
    expect(days.at(-1)).toBe(today);
  });
});
