import type { RuleName } from '@komitmen/contracts';
import { type BusinessDate, type FiscalYear, type GovernmentCode, type Link } from '@komitmen/kernel';
import { type Knowledge, knowledgeOn } from '../chain/knowledge';
import { compareText, type Fact } from '../facts/fact';
import type { Figure } from '../figure/figure';
import type { Clears, Evidence, Failed, Verdict } from '../rules/rule';
import { parameterOn, RULE_BOOK, type RuleParameter } from '../rules/rule-book';
import { candidateDays } from './candidate-days';

/** A flag, standing (`clearedOn` null) or cleared. */
export interface FlagView {
  readonly id: string;
  readonly government: string;
  readonly fiscalYear: number;
  readonly rule: RuleName;
  readonly ruleVersion: number;
  readonly link: Link;
  readonly since: BusinessDate;
  readonly clearedOn: BusinessDate | null;
  readonly inputs: readonly Figure[];
  readonly evidence: readonly Evidence[];
  readonly clears: Clears;
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
  const open = new Map<RuleName, FlagView>();
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
    flags: [...cleared, ...open.values()].sort((a, b) => compareText(a.since, b.since) || compareText(a.rule, b.rule)),
  };
}

function judgeDay(subject: Subject, knowledge: Knowledge, open: Map<RuleName, FlagView>, cleared: FlagView[]): RuleOutcome[] {
  return RULE_BOOK.map((rule) => {
    const { version, parameter } = parameterOn(subject.parameters, rule, knowledge.day);
    const verdict = rule.evaluate(knowledge, parameter);
    const standing = open.get(rule.name);
    const { name, link } = rule;
    if (verdict.outcome === 'failed')
      open.set(name, raise(subject, { rule: name, link, ruleVersion: version, since: standing?.since ?? knowledge.day }, verdict));
    else if (standing !== undefined) {
      open.delete(name);
      cleared.push({ ...standing, clearedOn: knowledge.day });
    }
    return {
      rule: name,
      version,
      link,
      outcome: verdict.outcome,
      reason: verdict.reason,
      params: verdict.params,
      flagId: open.get(name)?.id ?? null,
    };
  });
}

function raise(
  { government, fiscalYear }: Subject,
  of: Pick<FlagView, 'rule' | 'link' | 'ruleVersion' | 'since'>,
  { inputs, evidence, clears }: Failed,
): FlagView {
  return {
    id: flagId(government, fiscalYear, of.rule, of.since),
    government,
    fiscalYear,
    ...of,
    clearedOn: null,
    inputs,
    evidence,
    clears,
  };
}
