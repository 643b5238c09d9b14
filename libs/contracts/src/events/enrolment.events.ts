import { type Static, Type } from '@sinclair/typebox';
import { Code, Id, MonthOfYear, nullable, Persons, Qualifier, recorded, Segment, Source, Year } from './fields';

/**
 * What a source reports about the people a payer protects. `nothing-to-report` answers the duty to report and says nothing
 * about the number; `asserted-zero` is a number: nobody.
 */
export const HeadcountReported = Type.Object(
  {
    reportId: Id,
    payer: Code,
    fiscalYear: Year,
    kind: Type.Union([Type.Literal('count'), Type.Literal('asserted-zero'), Type.Literal('nothing-to-report')]),
    persons: nullable(Persons),
    qualifier: Qualifier,
    precision: nullable(Type.Integer({ minimum: 1, description: 'unit of the last stated digit, in persons' })),
    statement: nullable(Type.String({ minLength: 1, maxLength: 1000, description: 'the source’s own words' })),
    residence: nullable(Code),
    group: nullable(Type.String({ minLength: 1, maxLength: 120 })),
    segment: nullable(Segment),
    months: nullable(Type.Array(MonthOfYear, { minItems: 1, maxItems: 12, uniqueItems: true })),
    reporter: Type.Union([Type.Literal('payer'), Type.Literal('third-party')], {
      description: 'the payer’s own officer, or someone else who cites a source',
    }),
    source: Source,
    ...recorded,
  },
  { additionalProperties: false },
);
export type HeadcountReported = Static<typeof HeadcountReported>;
