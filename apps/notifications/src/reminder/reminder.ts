import { POSTS, type ReminderBounced, type ReminderScheduled, type ReminderSent, type ReminderWithdrawn } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';
import { type Moment, SENDING_FROM, workingDaysAfter } from '../working-time/working-time';

export type Post = (typeof POSTS)[number];

interface ReminderIdentity {
  readonly id: string;
  readonly flagId: string;
  readonly government: string;
  readonly post: Post;
  readonly rung: number;
  readonly due: Moment;
  readonly version: number;
}

export type Reminder = ReminderIdentity &
  (
    | { readonly state: 'scheduled'; readonly letterId: string | null }
    | { readonly state: 'sent'; readonly letterId: string; readonly sentAt: Moment }
    | { readonly state: 'bounced'; readonly letterId: string; readonly smtpStatus: number | null }
    | { readonly state: 'withdrawn'; readonly reason: 'flag-cleared' }
  );
export type ReminderState = Reminder['state'];
export const REMINDER_STATES = ['scheduled', 'sent', 'bounced', 'withdrawn'] as const satisfies readonly ReminderState[];

export interface StandingOrNot {
  readonly id: string;
  readonly government: string;
  readonly since: BusinessDate;
  readonly standing: boolean;
}

export interface ReminderRules {
  /** Working days after the flag rose, rung by rung; the first rung is the next working day. */
  readonly rungs: readonly number[];
  readonly holidays: readonly BusinessDate[];
}
export const FIRST_RUNG: readonly number[] = [1];

export interface SlotId {
  (flagId: string, post: Post, rung: number): string;
}

/**
 * What has to change so that every standing flag has one reminder per post and rung, and no fallen flag has one that
 * still waits. What was sent or has bounced stays as it is. A flag that rises again under the same id (within a day it
 * may come and go) brings its withdrawn reminders back.
 */
export function reconcile(
  flags: readonly StandingOrNot[],
  posts: readonly Post[],
  existing: readonly Reminder[],
  rules: ReminderRules,
  idOf: SlotId,
): Reminder[] {
  return flags.flatMap((flag) => {
    const own = existing.filter((reminder) => reminder.flagId === flag.id);
    if (!flag.standing) return own.flatMap(withdraw);
    return posts.flatMap((post) =>
      rules.rungs.flatMap((workingDays, index) => {
        const slot = own.find((reminder) => reminder.post === post && reminder.rung === index + 1);
        return slot ? reschedule(slot) : [schedule(flag, post, index + 1, workingDays, rules, idOf)];
      }),
    );
  });
}

function schedule(flag: StandingOrNot, post: Post, rung: number, workingDays: number, rules: ReminderRules, idOf: SlotId): Reminder {
  return {
    id: idOf(flag.id, post, rung),
    flagId: flag.id,
    government: flag.government,
    post,
    rung,
    due: { date: workingDaysAfter(flag.since, workingDays, rules.holidays), time: SENDING_FROM },
    version: 1,
    state: 'scheduled',
    letterId: null,
  };
}

const identity = ({ id, flagId, government, post, rung, due, version }: Reminder): ReminderIdentity => ({
  id,
  flagId,
  government,
  post,
  rung,
  due,
  version: version + 1,
});

const reschedule = (reminder: Reminder): Reminder[] =>
  reminder.state === 'withdrawn' ? [{ ...identity(reminder), state: 'scheduled', letterId: null }] : [];

export const withdraw = (reminder: Reminder): Reminder[] =>
  reminder.state === 'scheduled' ? [{ ...identity(reminder), state: 'withdrawn', reason: 'flag-cleared' }] : [];

/** A letter that has left has left, even when the flag fell while it was on its way. */
export const markSent = (reminder: Reminder, letterId: string, sentAt: Moment): Reminder[] =>
  reminder.state === 'scheduled' || reminder.state === 'withdrawn' ? [{ ...identity(reminder), state: 'sent', letterId, sentAt }] : [];

export const markBounced = (reminder: Reminder, letterId: string, smtpStatus: number | null): Reminder[] =>
  reminder.state === 'scheduled' || reminder.state === 'withdrawn'
    ? [{ ...identity(reminder), state: 'bounced', letterId, smtpStatus }]
    : [];

export type ReminderEvent =
  | { readonly type: 'notifications.reminder-scheduled.v1'; readonly data: ReminderScheduled }
  | { readonly type: 'notifications.reminder-sent.v1'; readonly data: ReminderSent }
  | { readonly type: 'notifications.reminder-bounced.v1'; readonly data: ReminderBounced }
  | { readonly type: 'notifications.reminder-withdrawn.v1'; readonly data: ReminderWithdrawn };

/** What the others are told about a reminder that has come into this state. */
export function eventOf(reminder: Reminder): ReminderEvent {
  const { id: reminderId, flagId, government, post, rung } = reminder;
  const slot = { reminderId, flagId, government, post, rung };
  switch (reminder.state) {
    case 'scheduled':
      return { type: 'notifications.reminder-scheduled.v1', data: { ...slot, due: reminder.due } };
    case 'sent':
      return { type: 'notifications.reminder-sent.v1', data: { ...slot, letterId: reminder.letterId, sentAt: reminder.sentAt } };
    case 'bounced':
      return { type: 'notifications.reminder-bounced.v1', data: { ...slot, letterId: reminder.letterId, smtpStatus: reminder.smtpStatus } };
    case 'withdrawn':
      return { type: 'notifications.reminder-withdrawn.v1', data: { ...slot, reason: reminder.reason } };
  }
}
