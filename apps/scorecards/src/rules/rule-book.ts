import { RULES, type RuleName } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';
import { belowTarget } from './below-target';
import { coverageEnds } from './coverage-ends';
import { noAllocation } from './no-allocation';
import { noCommitment } from './no-commitment';
import { noData } from './no-data';
import { noDisbursement } from './no-disbursement';
import { overspent } from './overspent';
import { paidBelowCommitment } from './paid-below-commitment';
import type { Rule } from './rule';
import { zeroCoverage } from './zero-coverage';

const BY_NAME: Readonly<Record<RuleName, Rule>> = {
  'no-data': noData,
  'zero-coverage': zeroCoverage,
  'no-commitment': noCommitment,
  'no-allocation': noAllocation,
  'no-disbursement': noDisbursement,
  'paid-below-commitment': paidBelowCommitment,
  'coverage-ends': coverageEnds,
  'below-target': belowTarget,
  overspent,
};

export const RULE_BOOK: readonly Rule[] = RULES.map((name) => BY_NAME[name]);
export const ruleNamed = (name: RuleName): Rule => BY_NAME[name];
export const isRuleName = (text: string): text is RuleName => RULES.some((name) => name === text);

/** One setting of a rule's parameter for a province and fiscal year. Nothing is overwritten: each has its day. */
export interface RuleParameter {
  readonly rule: RuleName;
  /** From 2: version 1 is the rule as it stands before anybody set anything. */
  readonly version: number;
  /** Null switches the rule off. */
  readonly parameter: string | null;
  readonly knownOn: BusinessDate;
}

export interface ParameterInForce {
  readonly version: number;
  readonly parameter: string | null;
}

export function parameterOn(parameters: readonly RuleParameter[], rule: Rule, day: BusinessDate): ParameterInForce {
  let inForce: ParameterInForce = { version: 1, parameter: rule.initialParameter };
  for (const { rule: name, version, parameter, knownOn } of parameters)
    if (name === rule.name && knownOn <= day && version > inForce.version) inForce = { version, parameter };
  return inForce;
}
