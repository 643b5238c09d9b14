import { type Static, Type } from '@sinclair/typebox';

/** Fields that several events share. Widths and patterns are part of the contract; an event repeats none of them. */

export const Code = Type.String({ pattern: '^\\d{2}(\\.\\d{2})?$', description: 'Kemendagri code of a province (52) or regency (52.71)' });
export const Province = Type.String({ pattern: '^\\d{2}$', description: 'Kemendagri code of a province' });
export const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: "calendar day in the province's zone" });
export const TimeOfDay = Type.String({ pattern: '^\\d{2}:\\d{2}$', description: "time of day in the province's zone" });
export const MonthOfYear = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$' });
export const Year = Type.Integer({ minimum: 2000, maximum: 2100, description: 'fiscal year' });
export const Id = Type.String({ minLength: 1, maxLength: 64, description: 'opaque id' });
export const Rupiah = Type.String({ pattern: '^[1-9][0-9]{0,17}$', description: 'whole rupiah, digits only' });
export const Persons = Type.Integer({ minimum: 0, maximum: 2_000_000_000 });
export const Months = Type.Integer({ minimum: 1, maximum: 12 });
export const Qualifier = Type.Union([Type.Literal('exact'), Type.Literal('rounded'), Type.Literal('about'), Type.Literal('atLeast')], {
  description: 'how sure the source is',
});
export const Segment = Type.Union([Type.Literal('PU'), Type.Literal('BPU'), Type.Literal('JAKON'), Type.Literal('PMI')]);
export const Role = Type.Union([
  Type.Literal('planner'),
  Type.Literal('treasury-officer'),
  Type.Literal('enrolment-officer'),
  Type.Literal('administrator'),
]);

/** Where a statement comes from: a newspaper, an office, a letter. */
export const Source = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 300 }),
    publisher: Type.Optional(Type.Union([Type.String({ maxLength: 200 }), Type.Null()])),
    date: Type.Union([Day, Type.Null()], { description: 'day of publication; null where only the period it speaks of is known' }),
    reference: Type.Optional(Type.Union([Type.String({ maxLength: 500 }), Type.Null()])),
  },
  { additionalProperties: false },
);
export type Source = Static<typeof Source>;

/** A document that proves a figure: its number as printed, and its date. */
export const Document = Type.Object({ number: Type.String({ minLength: 1, maxLength: 120 }), date: Day }, { additionalProperties: false });
export type Document = Static<typeof Document>;

/** Who recorded it, without a name: the account's opaque id, its role and the government it acts for. */
export const RecordedBy = Type.Object({ accountId: Id, role: Role, government: Code }, { additionalProperties: false });
export type RecordedBy = Static<typeof RecordedBy>;

/** What every recorded fact carries: when it is true, when it became known, when and by whom it was recorded. */
export const recorded = {
  holdsOn: Day,
  knownOn: Day,
  recordedAt: Type.String({ format: 'date-time', description: 'real time of recording, UTC' }),
  recordedBy: RecordedBy,
};

export const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
