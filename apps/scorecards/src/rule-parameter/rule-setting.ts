import type { RuleName } from '@komitmen/contracts';
import { DomainError, isBusinessDate, type Link } from '@komitmen/kernel';
import { DATE_PARAMETER } from '../rules/rule';
import { parameterOn, RULE_BOOK, type RuleParameter, ruleNamed } from '../rules/rule-book';

/** A rule with the parameter in force and every earlier setting: nothing is overwritten. */
export interface RuleView {
  readonly rule: RuleName;
  readonly link: Link;
  readonly version: number;
  readonly parameter: string | null;
  /** Whether the rule has a parameter at all. */
  readonly takesParameter: boolean;
  /** Newest first; empty while the rule stands as it first was. */
  readonly history: readonly Omit<RuleParameter, 'rule'>[];
}

const LAST_OF_ALL = '9999-12-31' as RuleParameter['knownOn'];

export function ruleView(name: RuleName, settings: readonly RuleParameter[]): RuleView {
  const rule = ruleNamed(name);
  const own = settings.filter((setting) => setting.rule === name).sort((a, b) => b.version - a.version);
  return {
    rule: name,
    link: rule.link,
    ...parameterOn(own, rule, LAST_OF_ALL),
    takesParameter: rule.parameterPattern !== null,
    history: own.map(({ version, parameter, knownOn }) => ({ version, parameter, knownOn })),
  };
}

export const ruleViews = (settings: readonly RuleParameter[]): RuleView[] => RULE_BOOK.map(({ name }) => ruleView(name, settings));

/** @throws DomainError `rule-takes-no-parameter`, `rule-parameter-malformed`. */
export function requireParameter(name: RuleName, parameter: string | null): void {
  const { parameterPattern } = ruleNamed(name);
  if (parameterPattern === null)
    throw new DomainError('unprocessable', 'rule-takes-no-parameter', `Aturan ${name} tidak mempunyai parameter.`, {
      field: 'parameter',
      rule: name,
    });
  if (parameter === null) return;
  const isDay = parameterPattern !== DATE_PARAMETER || isBusinessDate(parameter);
  if (!parameterPattern.test(parameter) || !isDay)
    throw new DomainError('invalid', 'rule-parameter-malformed', `Parameter "${parameter}" tidak sesuai untuk aturan ${name}.`, {
      field: 'parameter',
      rule: name,
      value: parameter,
      example: EXAMPLES[name] ?? '',
    });
}

const EXAMPLES: Readonly<Partial<Record<RuleName, string>>> = {
  'no-data': '2025-07-14',
  'no-commitment': '2025-07-31',
  'no-allocation': '11-30,09-30',
  'no-disbursement': '30',
  'coverage-ends': '1',
  'below-target': '2025-12',
};
