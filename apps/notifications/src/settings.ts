import { type Static, Type } from '@sinclair/typebox';
import type { BusinessDate } from '@komitmen/kernel';
import { parseSettings, SharedSettings } from '@komitmen/platform';
import { FIRST_RUNG } from './reminder/reminder';

const DATES = '^\\d{4}-\\d{2}-\\d{2}(,\\d{4}-\\d{2}-\\d{2})*$';

export const NotificationsSettings = Type.Composite([
  Type.Pick(SharedSettings, ['DATA_DIR', 'REDIS_URL', 'SMTP_URL']),
  Type.Object({
    MAIL_FROM: Type.String({
      format: 'email',
      default: 'komitmen@komitmen.example',
      description: 'sender of letters; its host also ends their Message-ID',
    }),
    REPLY_TO: Type.String({
      format: 'email',
      default: 'jawaban@komitmen.example',
      description: 'address that answers and corrections go to',
    }),
    PUBLIC_URL: Type.Optional(
      Type.String({ pattern: '^https?://', description: 'address of the web application as recipients of letters reach it' }),
    ),
    ANSWER_WITHIN_WORKING_DAYS: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 60,
        description: 'working days within which letters ask for an answer; not set: as soon as possible',
      }),
    ),
    HOLIDAYS: Type.Optional(Type.String({ pattern: DATES, description: 'days that are no working days, 2025-08-18,2025-12-25' })),
    LETTER_LOCK_SECONDS: Type.Integer({
      minimum: 1,
      maximum: 300,
      default: 30,
      description: 'seconds that a worker which died keeps a letter; four times as long when it may have been at the mail server with it',
    }),
    LATER_REMINDERS: Type.Optional(
      Type.String({
        pattern: '^[1-9]\\d{0,2}(,[1-9]\\d{0,2})*$',
        description: 'working days after a flag rose at which it is written about again, 10,20',
      }),
    ),
  }),
]);
export type NotificationsSettings = Static<typeof NotificationsSettings>;

/** The settings as this service uses them. */
export interface Configuration {
  readonly dataDir: string;
  readonly redisUrl: string | null;
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly replyTo: string;
  readonly publicUrl: string | null;
  readonly answerWithinWorkingDays: number | null;
  readonly holidays: readonly BusinessDate[];
  /** How long a letter stays reserved for a worker that is not heard from. */
  readonly letterLockMs: number;
  /** Working days after a flag rose, per rung. */
  readonly rungs: readonly number[];
}
export const CONFIGURATION = Symbol('notifications:configuration');

export function configurationFrom(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const settings = parseSettings(NotificationsSettings, environment);
  return {
    dataDir: settings.DATA_DIR,
    redisUrl: settings.REDIS_URL ?? null,
    smtpUrl: settings.SMTP_URL ?? null,
    mailFrom: settings.MAIL_FROM,
    replyTo: settings.REPLY_TO,
    publicUrl: settings.PUBLIC_URL ?? null,
    answerWithinWorkingDays: settings.ANSWER_WITHIN_WORKING_DAYS ?? null,
    letterLockMs: settings.LETTER_LOCK_SECONDS * 1_000,
    holidays: (settings.HOLIDAYS?.split(',') ?? []) as BusinessDate[],
    rungs: [...FIRST_RUNG, ...(settings.LATER_REMINDERS?.split(',').map(Number) ?? [])],
  };
}
