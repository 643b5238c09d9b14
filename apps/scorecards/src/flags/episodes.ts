import type { RuleName } from '@komitmen/contracts';
import { type BusinessDate, type FiscalYear, type GovernmentCode, type Link } from '@komitmen/kernel';
import { type Knowledge, knowledgeOn } from '../chain/knowledge';
import { compareText, type Fact } from '../facts/fact';
import type { Failed, Grounds, Rule, Verdict } from '../rules/rule';
import { parameterOn, RULE_BOOK, type RuleParameter } from '../rules/rule-book';
import { candidateDays } from './candidate-days';

/** A flag, standing (`clearedOn` null) or cleared. */
export interface FlagView extends Grounds {
  readonly id: string;
  readonly government: string;
  readonly fiscalYear: number;
  readonly rule: RuleName;
  readonly ruleVersion: number;
  readonly link: Link;
  readonly since: BusinessDate;
  readonly clearedOn: BusinessDate | null;
}

/** A rule that failed day after day, as on the last of these days. */
interface Episode {
  readonly rule: Rule;
  readonly version: number;
  readonly since: BusinessDate;
  readonly verdict: Failed;
}

export interface RuleOutcome {
  readonly rule: RuleName;
  readonly version: number;
  readonly link: Link;
  readonly outcome: Verdict['outcome'];
  readonly reason: string;
  readonly params: Readonly<Record<string, string>>;
  readonly flagId: string | null;
}

export interface Subject {
  readonly government: GovernmentCode;
  readonly fiscalYear: FiscalYear;
  readonly facts: readonly Fact[];
  readonly parameters: readonly RuleParameter[];
}

export interface Evaluation {
  readonly knowledge: Knowledge;
  readonly outcomes: readonly RuleOutcome[];
  /** Every flag that ever stood at the end of a day, by since, then rule. */
  readonly flags: readonly FlagView[];
}

export const flagId = (government: string, fiscalYear: number, rule: RuleName, since: string): string =>
  `${government}-${fiscalYear}-${rule}-${since}`;

/**
 * Verdicts and flags of a day: a pure function of the facts and parameters known up to it. Each candidate day is judged
 * by what was known on that day, so `since` is the first day on which the rule failed without a break.
 */
export function evaluate(
  subject: Subject,
  day: BusinessDate,
  days = candidateDays(subject.facts, subject.parameters, subject.fiscalYear, day),
): Evaluation {
  const { government, fiscalYear, facts } = subject;
  const open = new Map<RuleName, Episode>();
  const cleared: FlagView[] = [];
  let outcomes: RuleOutcome[] = [];
  let knowledge = knowledgeOn(government, fiscalYear, facts, days[0] ?? day);
  for (const date of days) {
    knowledge = knowledgeOn(government, fiscalYear, facts, date, knowledge);
    outcomes = judgeDay(subject, knowledge, open, cleared);
  }
  return {
    knowledge,
    outcomes,
    flags: [...cleared, ...[...open.values()].map((episode) => flagOf(subject, episode, null))].sort(
      (a, b) => compareText(a.since, b.since) || compareText(a.rule, b.rule),
    ),
  };
}

function judgeDay(subject: Subject, knowledge: Knowledge, open: Map<RuleName, Episode>, cleared: FlagView[]): RuleOutcome[] {
  return RULE_BOOK.map((rule) => {
    const { version, parameter } = parameterOn(subject.parameters, rule, knowledge.day);
    const verdict = rule.evaluate(knowledge, parameter);
    const standing = open.get(rule.name);
    const { name, link } = rule;
    const since = standing?.since ?? knowledge.day;
    if (verdict.outcome === 'failed') open.set(name, { rule, version, since, verdict });
    else if (standing !== undefined) {
      open.delete(name);
      cleared.push(flagOf(subject, standing, knowledge.day));
    }
    return {
      rule: name,
      version,
      link,
      outcome: verdict.outcome,
      reason: verdict.reason,
      params: verdict.params,
      flagId: verdict.outcome === 'failed' ? flagId(subject.government, subject.fiscalYear, name, since) : null,
    };
  });
}

function flagOf({ government, fiscalYear }: Subject, episode: Episode, clearedOn: BusinessDate | null): FlagView {
  const { rule, version, since, verdict } = episode;
  const { inputs, evidence, clears } = verdict.grounds();
  return {
    id: flagId(government, fiscalYear, rule.name, since),
    government,
    fiscalYear,
    rule: rule.name,
    link: rule.link,
    ruleVersion: version,
    since,
    clearedOn,
    inputs,
    evidence,
    clears,
  };
}
