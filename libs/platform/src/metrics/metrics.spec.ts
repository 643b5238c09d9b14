import { STALLED_AFTER_MS } from '../process/liveness';
import { readAtScrape, type Reading, READING_FORGOTTEN_AFTER_MS, READING_LIMIT_MS } from './gauges';
import { collectProcessMetrics, metricsRegistry } from './metrics';
import { isConsumerAlive } from './service-metrics';

const outbox = (value: number): Reading => ({ gauge: 'komitmen_outbox_events', labels: { service: 'garden' }, value });
const lineOf = async (name: string): Promise<string | undefined> =>
  (await metricsRegistry.metrics()).split('\n').find((line) => line.startsWith(`${name}{`));

describe('a gauge', () => {
  const ends: (() => void)[] = [];
  afterEach(() => {
    for (const end of ends.splice(0)) end();
    jest.useRealTimers();
  });

  it('is read at each scrape, once for all that scrape together, and is gone with what it measured', async () => {
    let reads = 0;
    const end = readAtScrape(async () => [outbox((reads += 1))]);
    await Promise.all([metricsRegistry.metrics(), metricsRegistry.metrics()]);
    expect(await lineOf('komitmen_outbox_events')).toBe('komitmen_outbox_events{service="garden"} 2');
    end();
    expect(await lineOf('komitmen_outbox_events')).toBeUndefined();
  });

  it('has no value, and no old one, when it cannot be read; the others have theirs', async () => {
    let broken = false;
    ends.push(readAtScrape(() => (broken ? Promise.reject(new Error('away')) : Promise.resolve([outbox(3)]))));
    ends.push(readAtScrape(async () => [{ gauge: 'komitmen_relay_active', labels: { service: 'garden' }, value: 0 }]));
    expect(await lineOf('komitmen_outbox_events')).toMatch(/ 3$/);
    broken = true;
    expect(await lineOf('komitmen_outbox_events')).toBeUndefined();
    expect(await lineOf('komitmen_relay_active')).toBe('komitmen_relay_active{service="garden"} 0');
  });

  it('is given up when it hangs, and not asked again until that reading has ended', async () => {
    jest.useFakeTimers();
    let asked = 0;
    let answer: (readings: Reading[]) => void = () => undefined;
    ends.push(
      readAtScrape(() => {
        asked += 1;
        return new Promise((resolve) => (answer = resolve));
      }),
    );
    const hanging = lineOf('komitmen_outbox_events');
    await jest.advanceTimersByTimeAsync(READING_LIMIT_MS);
    expect(await hanging).toBeUndefined();
    expect(await lineOf('komitmen_outbox_events')).toBeUndefined();
    expect(asked).toBe(1);
    answer([outbox(1)]);
    await jest.advanceTimersByTimeAsync(0);
    const next = lineOf('komitmen_outbox_events');
    answer([outbox(2)]);
    expect(await next).toMatch(/ 2$/);
  });

  it('is asked anew when a reading never ends, and that one ends nothing but itself', async () => {
    jest.useFakeTimers();
    const answers: ((readings: Reading[]) => void)[] = [];
    ends.push(readAtScrape(() => new Promise((resolve) => answers.push(resolve))));
    const scrapeInVain = async (): Promise<void> => {
      const hanging = lineOf('komitmen_outbox_events');
      await jest.advanceTimersByTimeAsync(READING_LIMIT_MS);
      expect(await hanging).toBeUndefined();
    };
    await scrapeInVain();
    await jest.advanceTimersByTimeAsync(READING_FORGOTTEN_AFTER_MS);
    await scrapeInVain();
    expect(answers).toHaveLength(2);
    answers[0]?.([outbox(1)]);
    await scrapeInVain();
    expect(answers).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(READING_FORGOTTEN_AFTER_MS);
    const next = lineOf('komitmen_outbox_events');
    answers[2]?.([outbox(3)]);
    expect(await next).toMatch(/ 3$/);
  });
});

it('takes the measurements of the process once, however often it is asked to', async () => {
  collectProcessMetrics();
  collectProcessMetrics();
  expect(await metricsRegistry.metrics()).toContain('komitmen_process_resident_memory_bytes');
});

describe('a consumer', () => {
  const now = performance.now();
  const ago = (ms: number): number => now - ms;
  const well = { stoppedReason: null, trouble: null, waitingHere: 0n, lastProgressAt: now };
  const stalled = { ...well, waitingHere: 5n, lastProgressAt: ago(STALLED_AFTER_MS + 1) };

  it.each([
    ['nothing waits', well, true],
    ['it goes on', { ...stalled, lastProgressAt: ago(STALLED_AFTER_MS) }, true],
    ['it hangs', stalled, false],
    ['it waits for a database or a log that is away', { ...stalled, trouble: 'connection refused' }, true],
    ['the log does not say what waits', { ...stalled, waitingHere: null }, true],
    ['it stopped for good', { ...well, stoppedReason: 'no such topic' }, false],
  ])('when %s', (_what, progress, alive) => {
    expect(isConsumerAlive(progress, now)).toBe(alive);
  });
});
