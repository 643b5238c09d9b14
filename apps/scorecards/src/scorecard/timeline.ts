import { claimFigure } from '../chain/headcount';
import { statedFigure } from '../chain/stated';
import { targetFigure } from '../chain/target';
import { claimOf } from '../facts/acceptance';
import { compareText, type Fact } from '../facts/fact';
import type { Figure } from '../figure/figure';
import { provenance } from '../figure/recorded-figure';
import type { FlagView } from '../flags/episodes';

export interface TimelineEntry {
  readonly id: string;
  /** The business date on which it became known. */
  readonly at: string;
  /** Real time of recording; null for what the rules found by themselves. */
  readonly recordedAt: string | null;
  readonly kind: string;
  readonly params: Readonly<Record<string, string>>;
  readonly figure: Figure | null;
  readonly recordedBy: { readonly role: string; readonly government: string } | null;
}

/** The newest entries are shown; a government with more of them in one year reports by machine. */
export const ENTRIES_AT_MOST = 500;

/** What happened, newest first: what was recorded, and the flags that rose and went. */
export function timelineOf(facts: readonly Fact[], flags: readonly FlagView[]): TimelineEntry[] {
  const newest = facts.length > ENTRIES_AT_MOST ? [...facts].sort(newestFirst).slice(0, ENTRIES_AT_MOST) : facts;
  return [...newest.map(factEntry), ...flags.flatMap(flagEntries)]
    .sort((a, b) => compareText(b.at, a.at) || compareText(b.recordedAt ?? '', a.recordedAt ?? '') || compareText(b.id, a.id))
    .slice(0, ENTRIES_AT_MOST);
}

const newestFirst = (a: Fact, b: Fact): number =>
  compareText(b.knownOn, a.knownOn) || compareText(b.data.recordedAt, a.data.recordedAt) || compareText(b.eventId, a.eventId);

function factEntry(fact: Fact): TimelineEntry {
  const { recordedAt, recordedBy } = fact.data;
  return {
    id: fact.eventId,
    at: fact.knownOn,
    recordedAt,
    kind: fact.type,
    params: paramsOf(fact),
    figure: figureOf(fact),
    recordedBy: { role: recordedBy.role, government: recordedBy.government },
  };
}

function flagEntries({ id, rule, link, since, clearedOn }: FlagView): TimelineEntry[] {
  const entry = (kind: string, at: string): TimelineEntry => ({
    id: `${id} ${kind}`,
    at,
    recordedAt: null,
    kind,
    params: { rule, link, flagId: id },
    figure: null,
    recordedBy: null,
  });
  const raised = entry('scorecards.laggard-flagged.v1', since);
  return clearedOn === null ? [raised] : [raised, entry('scorecards.laggard-cleared.v1', clearedOn)];
}

function paramsOf(fact: Fact): Record<string, string> {
  switch (fact.type) {
    case 'regencies.commitment-pledged.v1':
    case 'regencies.commitment-confirmed.v1':
      return { persons: String(fact.data.persons), months: String(fact.data.months), segment: fact.data.segment };
    case 'regencies.commitment-withdrawn.v1':
      return { reason: fact.data.reason };
    case 'regencies.commitment-declared-none.v1':
    case 'budgets.allocation-declared-none.v1':
      return {};
    case 'regencies.target-set.v1':
      return { share: fact.data.share };
    case 'regencies.figure-stated.v1':
      return { measure: fact.data.measure };
    case 'budgets.allocation-recorded.v1':
      return { amount: fact.data.amount, stage: fact.data.stage, budget: fact.data.budget, version: String(fact.data.version) };
    case 'budgets.disbursement-recorded.v1':
      return { amount: fact.data.amount, stage: fact.data.stage };
    case 'budgets.disbursement-acknowledged.v1':
    case 'budgets.disbursement-refunded.v1':
      return { amount: fact.data.amount };
    case 'budgets.disbursement-rejected.v1':
      return { amount: fact.data.amount, reason: fact.data.reason };
    case 'enrolment.headcount-reported.v1':
      return { kind: fact.data.kind, ...(fact.data.persons === null ? {} : { persons: String(fact.data.persons) }) };
  }
}

function figureOf(fact: Fact): Figure | null {
  const claim = { ...claimOf(fact), value: '', months: null };
  switch (fact.type) {
    case 'regencies.commitment-pledged.v1':
    case 'regencies.commitment-confirmed.v1':
      return {
        state: 'known',
        value: String(fact.data.persons),
        unit: 'persons',
        qualifier: 'exact',
        label: 'commitment.persons',
        ...provenance(fact),
      };
    case 'regencies.commitment-withdrawn.v1':
      return null;
    case 'regencies.commitment-declared-none.v1':
      return {
        state: 'declared-none',
        value: null,
        unit: 'persons',
        qualifier: 'exact',
        label: 'commitment.declared-none',
        ...provenance(fact),
      };
    case 'budgets.allocation-declared-none.v1':
      return {
        state: 'declared-none',
        value: null,
        unit: 'rupiah',
        qualifier: 'exact',
        label: 'allocation.declared-none',
        ...provenance(fact),
      };
    case 'regencies.target-set.v1':
      return targetFigure({ ...claim, fact });
    case 'regencies.figure-stated.v1':
      return statedFigure({ ...claim, fact });
    case 'budgets.allocation-recorded.v1':
    case 'budgets.disbursement-recorded.v1':
    case 'budgets.disbursement-acknowledged.v1':
    case 'budgets.disbursement-rejected.v1':
    case 'budgets.disbursement-refunded.v1':
      return { state: 'known', value: fact.data.amount, unit: 'rupiah', qualifier: 'exact', ...provenance(fact) };
    case 'enrolment.headcount-reported.v1':
      return fact.data.kind === 'nothing-to-report'
        ? null
        : claimFigure({ ...claim, persons: fact.data.persons ?? 0, qualifier: fact.data.qualifier, fact });
  }
}
