import { type BusinessDate, type Link, LINKS } from '@komitmen/kernel';
import { chainOf } from '../chain/chain';
import { coverageFigure, eligibleFigure } from '../chain/coverage';
import type { Knowledge } from '../chain/knowledge';
import { factSet } from '../facts/fact';
import { asListed, type Figure, type LinkView } from '../figure/figure';
import { sameContent } from '../figure/same-content';
import { evaluate, type FlagView, type RuleOutcome, type Subject } from '../flags/episodes';
import { type MonthCell, monthsOf } from './months';
import { type TimelineEntry, timelineOf } from './timeline';

/** What a list shows of one government and fiscal year. */
export interface ScorecardSummary {
  readonly eligible: Figure;
  readonly links: Readonly<Record<Link, Figure>>;
  readonly coverage: Figure;
  /** Standing flags. */
  readonly flags: readonly FlagView[];
  /** Every rule could be judged. Where one could not, nothing may look as if it were on track. */
  readonly evaluated: boolean;
}

/** What only the page of one government shows. */
export interface ScorecardParticulars {
  readonly eligible: Figure;
  readonly chain: readonly LinkView[];
  readonly rules: readonly RuleOutcome[];
  readonly months: readonly MonthCell[];
  /** What sources state about it that is none of its links. */
  readonly stated: readonly Figure[];
  /** The accepted stated total that a reconciliation compares with; a province's. */
  readonly statedTotal: Figure | null;
  readonly timeline: readonly TimelineEntry[];
}

/** What is stored of a scorecard: all of it that is not listed from its facts alone, which are only ever added to. */
export interface Judgement {
  readonly summary: ScorecardSummary;
  readonly rules: readonly RuleOutcome[];
  /** Every flag that ever stood at the end of a day. */
  readonly flags: readonly FlagView[];
  readonly factCount: number;
}

export interface Scorecard extends Judgement {
  readonly particulars: ScorecardParticulars;
}

interface Weighed extends Judgement {
  readonly knowledge: Knowledge;
  readonly chain: readonly LinkView[];
}

function weigh(subject: Subject, day: BusinessDate): Weighed {
  const facts = factSet(subject.facts);
  const { knowledge, outcomes, flags } = evaluate({ ...subject, facts }, day);
  const standing = flags.filter((flag) => flag.clearedOn === null);
  const chain = chainOf(knowledge, (link) => standing.filter((flag) => flag.link === link).map((flag) => flag.id));
  return {
    knowledge,
    chain,
    summary: {
      eligible: asListed(eligibleFigure(knowledge)),
      links: Object.fromEntries(chain.map(({ link, figure }) => [link, asListed(figure)])) as Record<Link, Figure>,
      coverage: coverageFigure(knowledge),
      flags: standing,
      evaluated: outcomes.every(({ outcome }) => outcome !== 'not-evaluated'),
    },
    rules: outcomes,
    flags,
    factCount: knowledge.facts.length,
  };
}

export function judgementOn(subject: Subject, day: BusinessDate): Judgement {
  const { summary, rules, flags, factCount } = weigh(subject, day);
  return { summary, rules, flags, factCount };
}

/** The scorecard of one government and year on one day: a pure function of what was known by then. */
export function scorecardOn(subject: Subject, day: BusinessDate): Scorecard {
  const { knowledge, chain, ...judgement } = weigh(subject, day);
  const { total, byLink, context } = knowledge.stated;
  return {
    ...judgement,
    particulars: {
      eligible: eligibleFigure(knowledge),
      chain,
      rules: judgement.rules,
      months: monthsOf(knowledge),
      stated: context,
      statedTotal:
        byLink.protection.find((figure) => total !== undefined && figure.eventIds?.includes(total.accepted.eventId) === true) ?? null,
      timeline: timelineOf(knowledge.facts, judgement.flags),
    },
  };
}

/** Links whose figure differs: what a change event names. */
export const changedLinks = (before: ScorecardSummary | undefined, after: ScorecardSummary): Link[] =>
  LINKS.filter((link) => before === undefined || !sameContent(before.links[link], after.links[link]));
