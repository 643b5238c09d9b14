import fc from 'fast-check';
import { arbitraryFacts, arbitraryParameters, everyDay, LAST_DAY } from '../../test/arbitrary-facts';
import { assertedZero, day, headcount, parameter, subject } from '../../test/builders';
import { factSet } from '../facts/fact';
import { scorecardOn } from '../scorecard/scorecard';
import { candidateDays } from './candidate-days';
import { evaluate } from './episodes';

describe('flags', () => {
  it('are the same whether every day is evaluated or only those on which something can change', () => {
    fc.assert(
      fc.property(arbitraryFacts, arbitraryParameters, (unordered, parameters) => {
        const whole = subject(factSet(unordered), parameters);
        const candidates = candidateDays(whole.facts, parameters, whole.fiscalYear, LAST_DAY);
        const { knowledge: _some, ...onCandidates } = evaluate(whole, LAST_DAY, candidates);
        const { knowledge: _every, ...onEveryDay } = evaluate(whole, LAST_DAY, everyDay(candidates[0] ?? LAST_DAY, LAST_DAY));
        expect(JSON.stringify(onCandidates)).toBe(JSON.stringify(onEveryDay));
      }),
      { numRuns: 300, seed: 857_575_222 },
    );
  });

  it('and the whole scorecard are the same bytes for the same facts shuffled and doubled', () => {
    const shuffledAndDoubled = arbitraryFacts.chain((facts) =>
      fc.tuple(fc.constant(facts), fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2, maxLength: facts.length * 2 })),
    );
    fc.assert(
      fc.property(shuffledAndDoubled, arbitraryParameters, ([facts, again], parameters) => {
        const first = scorecardOn(subject(facts, parameters), LAST_DAY);
        expect(JSON.stringify(scorecardOn(subject(again, [...parameters].reverse()), LAST_DAY))).toBe(JSON.stringify(first));
      }),
      { numRuns: 200, seed: 20_250_715 },
    );
  });

  it('that fell and rose again stand since the day they rose again', () => {
    const facts = [
      assertedZero('52.71', { knownOn: '2025-07-01' }),
      headcount('52.71', 10, { knownOn: '2025-07-10' }),
      assertedZero('52.71', { knownOn: '2025-07-20' }),
    ];
    expect(evaluate(subject(facts), day('2025-07-25')).flags.map(({ since, clearedOn }) => [since, clearedOn])).toEqual([
      ['2025-07-01', '2025-07-10'],
      ['2025-07-20', null],
    ]);
  });

  it('may come and go within a day without leaving a trace', () => {
    const facts = [assertedZero('52.71', { holdsOn: '2025-07-10' }), headcount('52.71', 10)];
    expect(evaluate(subject(facts), day('2025-07-25')).flags).toEqual([]);
  });

  it('are not touched by what became known later', () => {
    const facts = [assertedZero('52.71', { knownOn: '2025-07-14' }), headcount('52.71', 10, { knownOn: '2025-10-30' })];
    expect(evaluate(subject(facts), day('2025-10-29')).flags).toHaveLength(1);
    expect(evaluate(subject(facts), day('2025-10-30')).flags).toMatchObject([{ clearedOn: '2025-10-30' }]);
  });

  it('name the version of the rule that was in force', () => {
    const parameters = [parameter('no-data', '2025-03-01', '2025-02-01', 2), parameter('no-data', '2025-04-01', '2025-03-20', 3)];
    const versions = ['2025-03-10', '2025-03-25', '2025-04-02'].map((date) =>
      evaluate(subject([], parameters), day(date)).flags.map((flag) => [flag.ruleVersion, flag.since, flag.clearedOn]),
    );
    expect(versions).toEqual([
      [[2, '2025-03-02', null]],
      [[2, '2025-03-02', '2025-03-20']],
      [
        [2, '2025-03-02', '2025-03-20'],
        [3, '2025-04-02', null],
      ],
    ]);
  });
});
