import { type Static, Type } from '@sinclair/typebox';
import {
  Code,
  Day,
  Document,
  Id,
  MonthOfYear,
  Months,
  nullable,
  Persons,
  Province,
  Qualifier,
  recorded,
  Segment,
  Source,
  TimeOfDay,
  Year,
} from './fields';

export const GovernmentRegistered = Type.Object(
  {
    code: Code,
    name: Type.String({ minLength: 1, maxLength: 120 }),
    kind: Type.Union([Type.Literal('province'), Type.Literal('kabupaten'), Type.Literal('kota')]),
    province: Province,
    timeZone: Type.String({ minLength: 1, maxLength: 60 }),
    tile: nullable(Type.Object({ col: Type.Integer(), row: Type.Integer() }, { additionalProperties: false })),
  },
  { additionalProperties: false },
);
export type GovernmentRegistered = Static<typeof GovernmentRegistered>;

export const POSTS = ['regional-secretary', 'treasury-office', 'labour-office'] as const;
export const OfficialRegistered = Type.Object(
  {
    government: Code,
    post: Type.Union([Type.Literal('regional-secretary'), Type.Literal('treasury-office'), Type.Literal('labour-office')]),
    title: Type.String({ minLength: 1, maxLength: 160, description: 'the post as it is addressed, never a person’s name' }),
    email: Type.String({ format: 'email', maxLength: 200, description: 'institutional address of the office' }),
  },
  { additionalProperties: false },
);
export type OfficialRegistered = Static<typeof OfficialRegistered>;

export const BusinessDayBegan = Type.Object(
  {
    province: Province,
    date: Day,
    time: TimeOfDay,
    zone: Type.String({ minLength: 1, maxLength: 60 }),
    mode: Type.Union([Type.Literal('live'), Type.Literal('demonstration')], {
      description: 'a demonstration’s clock stands still at `time`',
    }),
  },
  { additionalProperties: false },
);
export type BusinessDayBegan = Static<typeof BusinessDayBegan>;

export const BusinessDayReached = Type.Object({ province: Province, date: Day }, { additionalProperties: false });
export type BusinessDayReached = Static<typeof BusinessDayReached>;

const commitment = { commitmentId: Id, government: Code, fiscalYear: Year, version: Type.Integer({ minimum: 1 }), ...recorded };
const pledge = {
  persons: Persons,
  firstMonth: nullable(MonthOfYear),
  months: Months,
  segment: Segment,
  legalBasis: Type.String({ minLength: 1, maxLength: 300 }),
  source: Source,
};

export const CommitmentDrafted = Type.Object({ ...commitment, ...pledge }, { additionalProperties: false });
export type CommitmentDrafted = Static<typeof CommitmentDrafted>;
export const CommitmentPledged = Type.Object({ ...commitment, ...pledge }, { additionalProperties: false });
export type CommitmentPledged = Static<typeof CommitmentPledged>;
export const CommitmentConfirmed = Type.Object({ ...commitment, ...pledge, document: nullable(Document) }, { additionalProperties: false });
export type CommitmentConfirmed = Static<typeof CommitmentConfirmed>;
export const CommitmentWithdrawn = Type.Object(
  { ...commitment, reason: Type.String({ minLength: 1, maxLength: 500 }) },
  { additionalProperties: false },
);
export type CommitmentWithdrawn = Static<typeof CommitmentWithdrawn>;
export const CommitmentDeclaredNone = Type.Object({ ...commitment, source: Source }, { additionalProperties: false });
export type CommitmentDeclaredNone = Static<typeof CommitmentDeclaredNone>;

export const TargetSet = Type.Object(
  {
    targetId: Id,
    government: Code,
    fiscalYear: Year,
    share: Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,4})?$', description: 'per cent' }),
    denominator: Type.String({ minLength: 1, maxLength: 200, description: 'definition of the denominator' }),
    source: Source,
    ...recorded,
  },
  { additionalProperties: false },
);
export type TargetSet = Static<typeof TargetSet>;

export const FIGURE_UNITS = ['persons', 'rupiah', 'percent', 'months', 'text'] as const;
export const FigureStated = Type.Object(
  {
    figureId: Id,
    subject: Code,
    fiscalYear: nullable(Year),
    measure: Type.String({
      pattern: '^[a-z0-9]+(-[a-z0-9]+)*$',
      maxLength: 60,
      description: 'what is measured, such as premium-per-month or covered-in-all',
    }),
    value: nullable(Type.String({ pattern: '^\\d{1,18}(\\.\\d{1,4})?$', description: 'canonical decimal' })),
    denominator: nullable(Type.String({ pattern: '^\\d{1,18}$' })),
    unit: Type.Union([
      Type.Literal('persons'),
      Type.Literal('rupiah'),
      Type.Literal('percent'),
      Type.Literal('months'),
      Type.Literal('text'),
    ]),
    text: nullable(Type.String({ minLength: 1, maxLength: 1000, description: 'the source’s own words' })),
    qualifier: Qualifier,
    precision: nullable(Type.String({ pattern: '^[1-9]\\d{0,17}$', description: 'unit of the last stated digit' })),
    definition: nullable(Type.String({ minLength: 1, maxLength: 300, description: 'what is counted' })),
    source: Source,
    ...recorded,
  },
  { additionalProperties: false },
);
export type FigureStated = Static<typeof FigureStated>;
