import { type Static, Type } from '@sinclair/typebox';
import { Code, Day, Id, Province, Source, Year } from './fields';

export const RULES = [
  'no-data',
  'zero-coverage',
  'no-commitment',
  'no-allocation',
  'no-disbursement',
  'paid-below-commitment',
  'coverage-ends',
  'below-target',
  'overspent',
] as const;
export type RuleName = (typeof RULES)[number];
const Rule = Type.Union([
  Type.Literal('no-data'),
  Type.Literal('zero-coverage'),
  Type.Literal('no-commitment'),
  Type.Literal('no-allocation'),
  Type.Literal('no-disbursement'),
  Type.Literal('paid-below-commitment'),
  Type.Literal('coverage-ends'),
  Type.Literal('below-target'),
  Type.Literal('overspent'),
]);
const Link = Type.Union([
  Type.Literal('commitment'),
  Type.Literal('allocation'),
  Type.Literal('disbursement'),
  Type.Literal('receipt'),
  Type.Literal('protection'),
]);

export const ScorecardChanged = Type.Object(
  {
    government: Code,
    fiscalYear: Year,
    version: Type.Integer({ minimum: 1 }),
    links: Type.Array(Link, { description: 'links whose figure changed' }),
  },
  { additionalProperties: false },
);
export type ScorecardChanged = Static<typeof ScorecardChanged>;

const flag = {
  flagId: Id,
  government: Code,
  fiscalYear: Year,
  rule: Rule,
  ruleVersion: Type.Integer({ minimum: 1 }),
  link: Link,
  since: Day,
  businessDate: Day,
};
export const LaggardFlagged = Type.Object(
  {
    ...flag,
    evidence: Type.Array(
      Type.Object(
        { statement: Type.String({ maxLength: 1000 }), source: Type.Union([Source, Type.Null()]) },
        { additionalProperties: false },
      ),
    ),
    clears: Type.Object({ code: Type.String(), params: Type.Record(Type.String(), Type.String()) }, { additionalProperties: false }),
  },
  { additionalProperties: false },
);
export type LaggardFlagged = Static<typeof LaggardFlagged>;
export const LaggardCleared = Type.Object(flag, { additionalProperties: false });
export type LaggardCleared = Static<typeof LaggardCleared>;

/** A rule's parameter for a province and fiscal year; null switches the rule off. */
export const RuleParameterSet = Type.Object(
  {
    province: Province,
    fiscalYear: Year,
    rule: Rule,
    version: Type.Integer({ minimum: 1 }),
    parameter: Type.Union([Type.String({ maxLength: 40 }), Type.Null()]),
    knownOn: Day,
  },
  { additionalProperties: false },
);
export type RuleParameterSet = Static<typeof RuleParameterSet>;
