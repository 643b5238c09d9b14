import { recordWhereHeld } from './follow-later-reports';
import { LATER_REPORTS } from './later-reports';
import { loadThrough, STEPS } from './load-demonstration';
import { MemoryApi } from './memory-api.fixture';

const patient = { everyMs: 1, limitMs: 1_000 };
const all = STEPS.flatMap(({ date, entries }) => entries.map(({ to, body }) => ({ on: date, to, body })));

describe('loading the demonstration', () => {
  it('records every entry on its date, sets the due date on 14 July and ends on 15 July at 09.00', async () => {
    const api = new MemoryApi();
    const seen: string[] = [];
    await expect(loadThrough(api, ({ date }) => seen.push(date), patient)).resolves.toBe('loaded');
    expect(api.recorded).toEqual(all);
    expect(api.dates).toEqual(['2024-11-11', '2025-07-10', '2025-07-14', '2025-07-15']);
    expect(seen).toEqual(api.dates);
    expect(api.rules).toEqual([
      { on: '2025-07-14', to: '/api/rules/no-data', body: { province: '52', fiscalYear: 2025, parameter: '2025-07-14' } },
    ]);
    expect(api.officials.size).toBe(33);
    expect(api.calendar).toMatchObject({ date: '2025-07-15', time: '09:00', loading: false });
  });

  it('ends the same, wherever it was killed before', async () => {
    for (let killAfter = 0; killAfter < 140; killAfter += 1) {
      const api = new MemoryApi();
      api.killAfter = killAfter;
      await loadThrough(api, undefined, patient).catch(() => undefined);
      api.killAfter = Number.POSITIVE_INFINITY;
      await loadThrough(api, undefined, patient);
      expect(api.recorded).toEqual(all);
      expect(api.officials.size).toBe(33);
      expect(api.rules.map(({ on }) => on)).toEqual(['2025-07-14']);
      expect(api.calendar).toMatchObject({ date: '2025-07-15', loading: false });
    }
  });

  it('leaves a system alone that is not being loaded', async () => {
    const api = new MemoryApi();
    api.calendar = { ...api.calendar, loading: false, mode: 'live' };
    await expect(loadThrough(api, undefined, patient)).resolves.toBe('nothing-to-load');
    expect(api.recorded).toEqual([]);
  });
});

describe('moving on with later reports', () => {
  const moving = (to: string): MemoryApi => {
    const api = new MemoryApi();
    api.calendar = {
      ...api.calendar,
      date: '2025-07-15',
      time: '09:00',
      loading: false,
      finished: true,
      advancingTo: to,
      heldAt: '2025-07-15',
    };
    return api;
  };

  it('records each report when its date has come, the one that was printed already at once', async () => {
    const api = moving('2025-12-31');
    while (await recordWhereHeld(api));
    expect(api.recorded).toEqual(
      LATER_REPORTS.flatMap(({ date, entries }) =>
        entries.map(({ to, body }) => ({ on: date < '2025-07-15' ? '2025-07-15' : date, to, body })),
      ),
    );
    expect(api.calendar).toMatchObject({ date: '2025-12-31', heldAt: null, advancingTo: null });
  });

  it('leaves out what is printed after the end of the move', async () => {
    const api = moving('2025-09-04');
    while (await recordWhereHeld(api));
    expect(new Set(api.recorded.map(({ on }) => on))).toEqual(new Set(['2025-07-15', '2025-07-22', '2025-09-02', '2025-09-04']));
    expect(api.calendar).toMatchObject({ date: '2025-09-04', heldAt: null });
  });

  it('records nothing twice when it was killed in between', async () => {
    for (let killAfter = 0; killAfter < 60; killAfter += 1) {
      const api = moving('2025-12-31');
      api.killAfter = killAfter;
      await (async () => {
        while (await recordWhereHeld(api));
      })().catch(() => undefined);
      api.killAfter = Number.POSITIVE_INFINITY;
      while (await recordWhereHeld(api));
      expect(api.recorded).toHaveLength(LATER_REPORTS.flatMap(({ entries }) => entries).length);
    }
  });

  it('does nothing while no move waits, or the day is not finished', async () => {
    const api = moving('2025-12-31');
    api.calendar.finished = false;
    await expect(recordWhereHeld(api)).resolves.toBe(false);
    expect(api.recorded).toEqual([]);
  });
});
