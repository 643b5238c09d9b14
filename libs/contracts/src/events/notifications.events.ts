import { type Static, Type } from '@sinclair/typebox';
import { Code, Day, Id, nullable, TimeOfDay } from './fields';

const Post = Type.Union([Type.Literal('regional-secretary'), Type.Literal('treasury-office'), Type.Literal('labour-office')]);
const reminder = {
  reminderId: Id,
  flagId: Id,
  government: Code,
  post: Post,
  rung: Type.Integer({ minimum: 1 }),
};
const Moment = Type.Object({ date: Day, time: TimeOfDay }, { additionalProperties: false });

export const ReminderScheduled = Type.Object({ ...reminder, due: Moment }, { additionalProperties: false });
export type ReminderScheduled = Static<typeof ReminderScheduled>;
export const ReminderSent = Type.Object({ ...reminder, letterId: Id, sentAt: Moment }, { additionalProperties: false });
export type ReminderSent = Static<typeof ReminderSent>;
export const ReminderBounced = Type.Object(
  { ...reminder, letterId: Id, smtpStatus: nullable(Type.Integer()) },
  { additionalProperties: false },
);
export type ReminderBounced = Static<typeof ReminderBounced>;
export const ReminderWithdrawn = Type.Object({ ...reminder, reason: Type.Literal('flag-cleared') }, { additionalProperties: false });
export type ReminderWithdrawn = Static<typeof ReminderWithdrawn>;
