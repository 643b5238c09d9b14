import { type Life, lifeAfter, type Progress, STALLED_AFTER_MS } from './liveness';

const START = 1_000_000;
const born: Life = { quietSince: START, dead: null };
const stalled: Progress = { lastProgressAt: START, waitingHere: 3n, trouble: null, stoppedReason: null };

function after(
  seconds: number,
  progress: Partial<Progress> = {},
  { before = born, databaseAnswers = true, sinceLastLook = 2_000 } = {},
): Life {
  return lifeAfter(before, { at: START + seconds * 1_000, sinceLastLook, progress: { ...stalled, ...progress }, databaseAnswers });
}

describe('the life of a process', () => {
  it('ends when the consumer stopped for good', () => {
    expect(after(0, { stoppedReason: 'the topic has 4 partitions' }).dead).toBe(
      'the consumer stopped for good: the topic has 4 partitions',
    );
  });

  it('ends when events wait and none is handled for 20 s, not before', () => {
    expect(after(STALLED_AFTER_MS / 1_000 - 0.001).dead).toBeNull();
    expect(after(STALLED_AFTER_MS / 1_000).dead).toBe('no event was handled for 20 s while 3 wait');
  });

  it('goes on with every event that is handled', () => {
    expect(after(30, { lastProgressAt: START + 25_000 }).dead).toBeNull();
  });

  it.each<[string, Partial<Progress>, { databaseAnswers?: boolean; sinceLastLook?: number }]>([
    ['nothing waits', { waitingHere: 0n }, {}],
    ['the event log does not answer', { waitingHere: null }, {}],
    ['the consumer knows what it waits for', { trouble: 'connect ECONNREFUSED' }, {}],
    ['the database does not answer', {}, { databaseAnswers: false }],
    ['the process itself stood still', {}, { sinceLastLook: 98_000 }],
  ])('goes on while %s, and has the whole time again afterwards', (_, excuse, sight) => {
    const excused = after(100, excuse, sight);
    expect(excused).toEqual({ quietSince: START + 100_000, dead: null });
    expect(after(119, {}, { before: excused }).dead).toBeNull();
    expect(after(120, {}, { before: excused }).dead).not.toBeNull();
  });

  it('does not come back', () => {
    const dead = after(30);
    expect(after(31, { waitingHere: 0n }, { before: dead })).toBe(dead);
  });
});
