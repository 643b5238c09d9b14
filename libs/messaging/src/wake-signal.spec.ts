import { Backoff } from './backoff';
import { WakeSignal } from './wake-signal';

describe('a wait that a signal ends', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const settled = async (wait: Promise<void>): Promise<boolean> => {
    let done = false;
    void wait.then(() => (done = true));
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    return done;
  };

  it('remembers a signal that came before the wait, once', async () => {
    const signal = new WakeSignal();
    signal.wake();
    expect(await settled(signal.idle())).toBe(true);
    expect(await settled(signal.idle())).toBe(false);
  });

  it('wakes everybody who waits', async () => {
    const signal = new WakeSignal();
    const waits = Promise.all([signal.pause(60_000), signal.pause(60_000)]);
    signal.wake();
    await waits;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('polls at 50 ms and slows down to 250 ms while nothing happens', async () => {
    const signal = new WakeSignal();
    const started = Date.now();
    const turns: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const wait = signal.idle();
      await jest.advanceTimersToNextTimerAsync();
      await wait;
      turns.push(Date.now() - started);
    }
    expect(turns).toEqual([50, 150, 350, 600, 850]);
  });
});

describe('a backoff', () => {
  it('doubles up to five seconds, and starts again after a success', () => {
    const backoff = new Backoff();
    expect(Array.from({ length: 8 }, () => backoff.next())).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    backoff.reset();
    expect(backoff.next()).toBe(100);
  });
});
