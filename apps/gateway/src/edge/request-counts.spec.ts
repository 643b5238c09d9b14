import { RequestCounts } from './request-counts';

describe('the count of requests', () => {
  let counts: RequestCounts;

  beforeEach(() => {
    jest.useFakeTimers();
    counts = new RequestCounts();
  });
  afterEach(() => jest.useRealTimers());

  function count(key = 'a'): { current: number; ttl: number } | undefined {
    let found: { current: number; ttl: number } | undefined;
    counts.incr(key, (_error, result) => (found = result), 60_000);
    return found;
  }

  it('is one per key and window, and says when the window ends', () => {
    expect(count()).toEqual({ current: 1, ttl: 60_000 });
    jest.advanceTimersByTime(20_000);
    expect(count()).toEqual({ current: 2, ttl: 40_000 });
    expect(count('b')).toMatchObject({ current: 1 });
    jest.advanceTimersByTime(40_000);
    expect(count()).toEqual({ current: 1, ttl: 60_000 });
  });

  it('begins anew after its minute although the clock was set back', () => {
    count();
    jest.setSystemTime(Date.now() - 3_600_000);
    jest.advanceTimersByTime(60_000);
    expect(count()).toEqual({ current: 1, ttl: 60_000 });
  });

  it('forgets the oldest of very many keys', () => {
    for (let key = 0; key <= 5_000; key += 1) count(String(key));
    expect(count('0')).toMatchObject({ current: 1 });
    expect(count('5000')).toMatchObject({ current: 2 });
  });
});
