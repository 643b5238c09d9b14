import { SAMPLES } from '@komitmen/contracts';
import { Actor } from '@komitmen/platform';
import { LiveFeed, ROUND_MS } from './live-feed';
import { LiveHub } from './live-hub';
import { type LiveMessage, NEWS_TOPICS, newsOf } from './live-message';

describe('the news for open pages', () => {
  const scorecard = (government: string, version: number) => ({
    type: 'scorecards.scorecard-changed.v1',
    data: { government, fiscalYear: 2025, version, links: [] },
  });
  let told: LiveMessage[];
  let feed: LiveFeed;

  beforeEach(() => {
    jest.useFakeTimers();
    told = [];
    const hub = new LiveHub();
    hub.openFor(new Actor('a', 'planner', '52', '127.0.0.1')).subscribe((message) => told.push(message));
    feed = new LiveFeed({ follow: () => ({ ready: Promise.resolve(), stop: () => Promise.resolve() }) } as never, hub);
  });
  afterEach(() => jest.useRealTimers());

  it('is told at once after a quiet moment', () => {
    feed.hear(scorecard('52.71', 1));
    jest.advanceTimersByTime(1);
    expect(told).toHaveLength(1);
  });

  it('is told once per thing, as it stands last, when many come together', () => {
    for (let version = 1; version <= 1_000; version += 1) feed.hear(scorecard(version % 2 === 0 ? '52.71' : '52.01', version));
    jest.advanceTimersByTime(ROUND_MS);
    expect(told.map(({ data }) => data['version'])).toEqual([999, 1_000]);
  });

  it('is gathered for a moment when it keeps coming', () => {
    feed.hear(scorecard('52.71', 1));
    jest.advanceTimersByTime(1);
    for (let version = 2; version <= 10; version += 1) {
      feed.hear(scorecard('52.71', version));
      jest.advanceTimersByTime(1);
    }
    expect(told).toHaveLength(1);
    jest.advanceTimersByTime(ROUND_MS);
    expect(told.map(({ data }) => data['version'])).toEqual([1, 10]);
  });

  it('is told although the clock was set back', () => {
    feed.hear(scorecard('52.71', 1));
    jest.advanceTimersByTime(1);
    jest.setSystemTime(Date.now() - 3_600_000);
    feed.hear(scorecard('52.71', 2));
    jest.advanceTimersByTime(ROUND_MS);
    expect(told.map(({ data }) => data['version'])).toEqual([1, 2]);
  });

  it('is nothing of what pages do not show', () => {
    feed.hear({ type: 'gateway.account-changed.v1', data: SAMPLES['gateway.account-changed.v1'] });
    jest.advanceTimersByTime(ROUND_MS);
    expect(told).toEqual([]);
  });

  it('comes from these topics', () => {
    expect([...NEWS_TOPICS].sort()).toEqual(['notifications', 'regencies', 'scorecards']);
  });

  it.each([
    ['scorecards.laggard-flagged.v1', 'flag', 'flagged'],
    ['scorecards.laggard-cleared.v1', 'flag', 'cleared'],
    ['notifications.reminder-scheduled.v1', 'reminder', 'scheduled'],
    ['notifications.reminder-sent.v1', 'reminder', 'sent'],
    ['notifications.reminder-bounced.v1', 'reminder', 'bounced'],
    ['notifications.reminder-withdrawn.v1', 'reminder', 'withdrawn'],
    ['regencies.business-day-began.v1', 'calendar', undefined],
  ] as const)('says of %s: %s', (type, kind, state) => {
    const message = newsOf({ type, data: SAMPLES[type] })?.message;
    expect(message?.kind).toBe(kind);
    expect(message?.data['state'] ?? message?.data['kind']).toBe(state);
    expect(Object.values(message?.data ?? {})).not.toContain(undefined);
  });
});
