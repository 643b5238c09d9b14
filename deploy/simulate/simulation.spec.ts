import { onSimulatedMachine } from './machine';
import { MUTANTS, type MutantName } from './mutants';
import { Random } from './random';
import { Scheduler } from './scheduler';
import { type Outcome, simulate } from './simulation';

/** `npm run simulate -- --seeds 10000` goes on where this ends. */
const SEEDS = 300;
const MINUTES = 60_000;

describe('the simulation', () => {
  it(
    `finds no violation in ${SEEDS} seeds, in which everything happened that is meant to`,
    async () => {
      const tally: Record<string, number> = {};
      const violations: string[] = [];
      for (let seed = 0; seed < SEEDS; seed += 1) {
        const outcome = await simulate(seed);
        violations.push(...outcome.violations.map((violation) => `seed ${seed}: ${violation}`));
        for (const [what, count] of Object.entries(outcome.tally)) tally[what] = (tally[what] ?? 0) + count;
      }
      expect(violations).toEqual([]);
      const faults = [
        'crashes',
        'connections cut',
        'appends lost',
        'rebalances',
        'pauses',
        'orderly stops',
        'foreign records',
        'dead letters',
      ];
      for (const fault of faults) expect({ fault, seen: (tally[fault] ?? 0) > 10 }).toEqual({ fault, seen: true });
      expect(tally['events']).toBeGreaterThan(10 * SEEDS);
    },
    5 * MINUTES,
  );

  it('replays a seed exactly, whatever ran before it', async () => {
    const first = [await simulate(1), await simulate(2)];
    const again = [await simulate(2), await simulate(1)].reverse();
    expect(again).toEqual(first);
    expect(first[0]?.hash).not.toBe(first[1]?.hash);
  });

  it('tells what happens, line by line', async () => {
    const lines: string[] = [];
    const { steps } = await simulate(3, { print: (line) => lines.push(line) });
    expect(lines.length).toBeGreaterThan(steps / 10);
    expect(lines.join('\n')).toMatch(/regencies #1 +starts\n(.*\n)*.*scorecards #\d+ +scorecards commit/);
  });

  it('knows no real time: clock, timers and randomness are its own until it ends', async () => {
    const scheduler = new Scheduler();
    const globals = (): unknown[] => [Date, setTimeout, Reflect.get(performance, 'now'), Reflect.get(crypto, 'getRandomValues')];
    const real = globals();
    const rang: number[] = [];
    await onSimulatedMachine(scheduler, new Random(1), async () => {
      const began = Date.now();
      setTimeout(() => rang.push(Date.now() - began), 3_600_000);
      const repeating = setInterval(() => rang.push(performance.now()), 1_000_000);
      await scheduler.runUntil(3_000_000);
      clearInterval(repeating);
      await scheduler.runUntil(5_000_000);
    });
    expect(rang).toEqual([1_000_000, 2_000_000, 3_000_000, 3_600_000]);
    expect(globals()).toEqual(real);
  });

  /** How many seeds each planted bug may need; all begin at 0. */
  const found: Record<MutantName, number> = {
    'acknowledge-before-commit': 20,
    'cursor-on-identity': 60,
    'inbox-outside-transaction': 20,
    'no-inbox': 20,
    'no-parking': 60,
  };

  it.each(Object.keys(MUTANTS) as MutantName[])(
    'finds the planted bug %s',
    async (mutant) => {
      let outcome: Outcome | undefined;
      for (let seed = 0; seed < found[mutant] && !outcome?.violations.length; seed += 1) outcome = await simulate(seed, { mutant });
      expect(outcome?.violations).not.toEqual([]);
      expect((await simulate(outcome?.seed ?? -1)).violations).toEqual([]);
    },
    MINUTES,
  );
});
