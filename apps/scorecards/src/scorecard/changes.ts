import type { LaggardCleared, LaggardFlagged, ScorecardChanged } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';
import { sameContent } from '../figure/same-content';
import type { FlagView } from '../flags/episodes';
import { changedLinks, type Judgement, type ScorecardSummary } from './scorecard';

interface Before {
  readonly version: number;
  readonly summary: ScorecardSummary;
}

export type Announcement =
  | { readonly type: 'scorecards.laggard-cleared.v1'; readonly data: LaggardCleared }
  | { readonly type: 'scorecards.laggard-flagged.v1'; readonly data: LaggardFlagged }
  | { readonly type: 'scorecards.scorecard-changed.v1'; readonly data: ScorecardChanged };

/**
 * What the world is told: flags that fell, flags that rose or now stand on other evidence (again under their own id, so
 * that a letter never quotes what no longer holds), and that the scorecard is another one.
 */
export function announcements(
  key: Pick<ScorecardChanged, 'government' | 'fiscalYear'>,
  before: Before | undefined,
  after: Judgement,
  version: number,
  day: BusinessDate,
): Announcement[] {
  const were = before?.summary.flags ?? [];
  const are = after.summary.flags;
  const cleared = were.filter((flag) => !are.some(({ id }) => id === flag.id));
  const raised = are.filter(
    (flag) => !were.some((old) => old.id === flag.id && sameContent(flaggedData(old, day), flaggedData(flag, day))),
  );
  const links = changedLinks(before?.summary, after.summary);
  return [
    ...cleared.map((flag) => ({ type: 'scorecards.laggard-cleared.v1', data: flagData(flag, day) }) as const),
    ...raised.map((flag) => ({ type: 'scorecards.laggard-flagged.v1', data: flaggedData(flag, day) }) as const),
    { type: 'scorecards.scorecard-changed.v1', data: { government: key.government, fiscalYear: key.fiscalYear, version, links } },
  ];
}

const flagData = (
  { id, government, fiscalYear, rule, ruleVersion, link, since }: FlagView,
  businessDate: BusinessDate,
): LaggardCleared => ({
  flagId: id,
  government,
  fiscalYear,
  rule,
  ruleVersion,
  link,
  since,
  businessDate,
});

const flaggedData = (flag: FlagView, businessDate: BusinessDate): LaggardFlagged => ({
  ...flagData(flag, businessDate),
  evidence: evidenceOf(flag),
  clears: { code: flag.clears.code, params: { ...flag.clears.params } },
});

function evidenceOf({ evidence }: FlagView): LaggardFlagged['evidence'] {
  return evidence.map(({ statement, source }) => ({
    statement: statement.slice(0, 1000),
    source:
      source === null || source.date === null
        ? null
        : { title: source.title, publisher: source.publisher ?? null, date: source.date, reference: source.reference ?? null },
  }));
}
