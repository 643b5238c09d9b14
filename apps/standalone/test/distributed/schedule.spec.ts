import { AWAY_FOR_LONG, type Lane, LANES, type Stakes, type Step, stepsOf, wordsOf } from './schedule';

const stakes: Stakes = {
  services: ['regencies', 'budgets', 'enrolment', 'scorecards', 'notifications', 'gateway'],
  topics: ['regencies', 'budgets', 'enrolment'],
};

function first(count: number, seed: number, lane: Lane): Step[] {
  const steps = stepsOf(seed, lane, stakes);
  return Array.from({ length: count }, () => steps.next().value);
}

const lines = (steps: readonly Step[]): string[] => steps.map(({ pause, fault }) => `${pause} ${wordsOf(fault)}`);

describe('a schedule of faults', () => {
  it.each(LANES)('is the same for the same seed, another for another: %s', (lane) => {
    expect(first(50, 7, lane)).toEqual(first(50, 7, lane));
    expect(lines(first(50, 8, lane))).not.toEqual(lines(first(50, 7, lane)));
  });

  it.each<[Lane, number, string[]]>([
    ['servers', 3, ['kafka', 'postgres', 'redis']],
    ['kills', 6, [...stakes.services]],
    ['members', 7, ['paused', ...stakes.services]],
    ['events', 3, ['slow', 'refused', 'poison']],
  ])('meets every kind of its lane within as many steps as there are kinds: %s', (lane, kinds, expected) => {
    const nameOf = ({ fault }: Step): string =>
      fault.kind === 'away' ? fault.server : fault.kind === 'killed' || fault.kind === 'joined' ? fault.service : fault.kind;
    for (let seed = 0; seed < 100; seed += 1)
      for (let round = 0; round < 3; round += 1) {
        const dealt = first(kinds * 3, seed, lane).slice(round * kinds, (round + 1) * kinds);
        expect(dealt.map(nameOf).sort()).toEqual([...expected].sort());
        expect(new Set(dealt.map(({ due }) => due))).toEqual(new Set([round === 0]));
      }
  });

  it('stops a process for longer than its group waits for it', () => {
    const seconds = first(200, 1, 'members').flatMap(({ fault }) => (fault.kind === 'paused' ? [fault.seconds] : []));
    expect(Math.min(...seconds)).toBeGreaterThan(15);
  });

  it('keeps each server away for long at first, for a few seconds later', () => {
    const seconds = first(30, 1, 'servers').flatMap(({ fault }) => (fault.kind === 'away' ? [fault.seconds] : []));
    expect(seconds.slice(0, 3)).toEqual([AWAY_FOR_LONG, AWAY_FOR_LONG, AWAY_FOR_LONG]);
    expect(Math.max(...seconds.slice(3))).toBeLessThanOrEqual(8);
  });

  it('kills servers and stops them in order, empties Redis alone', () => {
    const aways = first(200, 1, 'servers').flatMap(({ fault }) => (fault.kind === 'away' ? [fault] : []));
    expect(new Set(aways.map(({ killed }) => killed))).toEqual(new Set([true, false]));
    expect(aways.filter(({ flushed, server }) => flushed !== (server === 'redis'))).toEqual([]);
  });
});
