import { assertedZero, day, headcount, nothingToReport, ownOfficer, pledge, subject } from '../../test/builders';
import type { Fact } from '../facts/fact';
import { announcements } from './changes';
import { scorecardOn } from './scorecard';

const DAY = day('2025-07-15');
const KEY = { government: '52.71', fiscalYear: 2025 } as const;
const holdsOn = '2025-07-10';
const zero = assertedZero('52.71', { holdsOn, ...ownOfficer('52.71'), statement: 'belum ada peserta' });
const reply = headcount('52.71', 90, { holdsOn, statement: 'sudah 90 peserta' });

/** What is told when the second set of facts is known after the first; stored scorecards are JSON. */
function told(before: readonly Fact[] | undefined, after: readonly Fact[]) {
  const summary = before && scorecardOn(subject(before), DAY).summary;
  const stored = summary && { version: 1, summary: JSON.parse(JSON.stringify(summary)) as typeof summary };
  return announcements(KEY, stored, scorecardOn(subject(after), DAY), 2, DAY);
}
const types = (...args: Parameters<typeof told>) => told(...args).map(({ type }) => type);

describe('the world is told', () => {
  it('of a flag that rose, and of one that fell', () => {
    expect(types(undefined, [zero])).toEqual(['scorecards.laggard-flagged.v1', 'scorecards.scorecard-changed.v1']);
    const cleared = headcount('52.71', 90, { holdsOn: '2025-07-12' });
    expect(types([zero], [zero, cleared])).toEqual(['scorecards.laggard-cleared.v1', 'scorecards.scorecard-changed.v1']);
  });

  it('of a standing flag again, under its id, when somebody disputes its evidence', () => {
    const [again] = told([zero], [zero, reply]);
    expect(again).toMatchObject({
      type: 'scorecards.laggard-flagged.v1',
      data: {
        flagId: '52.71-2025-zero-coverage-2025-07-14',
        since: '2025-07-14',
        evidence: [{ statement: 'belum ada peserta' }, { statement: 'sudah 90 peserta' }],
      },
    });
  });

  it.each([
    ['"nothing to report"', nothingToReport('52.71')],
    ['a fact about another link', pledge()],
  ])('nothing of a standing flag that %s does not touch', (_title, other) => {
    expect(types([zero, reply], [zero, reply, other])).toEqual(['scorecards.scorecard-changed.v1']);
  });
});
