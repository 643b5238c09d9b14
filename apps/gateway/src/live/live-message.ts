import type { EventData, EventType } from '@komitmen/contracts';
import type { Envelope } from '@komitmen/messaging';

/** What the browser is told: that something changed and where; it asks for the rest itself, with its own rights. */
export interface LiveMessage {
  readonly kind: 'scorecard' | 'flag' | 'reminder' | 'calendar';
  /** Null where it concerns everybody. */
  readonly government: string | null;
  readonly data: Readonly<Record<string, string | number>>;
}

export interface News {
  /** The thing that changed: of several changes at once the last is told. */
  readonly about: string;
  readonly message: LiveMessage;
}

type Wording = { readonly [T in EventType]?: (data: EventData<T>) => News };

const flag =
  (kind: 'flagged' | 'cleared') =>
  ({ flagId: id, government, rule }: { flagId: string; government: string; rule: string }): News => ({
    about: `flag ${id}`,
    message: { kind: 'flag', government, data: { id, government, rule, kind } },
  });

const reminder =
  (state: 'scheduled' | 'sent' | 'bounced' | 'withdrawn') =>
  ({ reminderId: id, government }: { reminderId: string; government: string }): News => ({
    about: `reminder ${id}`,
    message: { kind: 'reminder', government, data: { id, government, state } },
  });

const wording: Wording = {
  'scorecards.scorecard-changed.v1': ({ government, fiscalYear, version }) => ({
    about: `scorecard ${government} ${fiscalYear}`,
    message: { kind: 'scorecard', government, data: { government, fiscalYear, version } },
  }),
  'scorecards.laggard-flagged.v1': flag('flagged'),
  'scorecards.laggard-cleared.v1': flag('cleared'),
  'notifications.reminder-scheduled.v1': reminder('scheduled'),
  'notifications.reminder-sent.v1': reminder('sent'),
  'notifications.reminder-bounced.v1': reminder('bounced'),
  'notifications.reminder-withdrawn.v1': reminder('withdrawn'),
  'regencies.business-day-began.v1': ({ province, date, time }) => ({
    about: `calendar ${province}`,
    message: { kind: 'calendar', government: null, data: { province, date, time } },
  }),
};

/** The topics that news comes from. */
export const NEWS_TOPICS: readonly string[] = [...new Set(Object.keys(wording).map((type) => type.slice(0, type.indexOf('.'))))];

/** What open pages are told of an event, or undefined where it is no news to them. The event has been held against its contract. */
export function newsOf({ type, data }: Pick<Envelope, 'type' | 'data'>): News | undefined {
  const words = Object.hasOwn(wording, type) ? (wording[type as EventType] as ((data: unknown) => News) | undefined) : undefined;
  return words?.(data);
}
