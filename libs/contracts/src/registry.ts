import type { Static, TSchema } from '@sinclair/typebox';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import * as audit from './events/audit.events';
import * as budgets from './events/budgets.events';
import * as enrolment from './events/enrolment.events';
import * as gateway from './events/gateway.events';
import * as notifications from './events/notifications.events';
import * as regencies from './events/regencies.events';
import * as scorecards from './events/scorecards.events';

/** Every event of the system, once: its type string and its schema. The topic is the part before the first dot. */
export const EVENTS = {
  'regencies.government-registered.v1': regencies.GovernmentRegistered,
  'regencies.official-registered.v1': regencies.OfficialRegistered,
  'regencies.business-day-began.v1': regencies.BusinessDayBegan,
  'regencies.commitment-drafted.v1': regencies.CommitmentDrafted,
  'regencies.commitment-pledged.v1': regencies.CommitmentPledged,
  'regencies.commitment-confirmed.v1': regencies.CommitmentConfirmed,
  'regencies.commitment-withdrawn.v1': regencies.CommitmentWithdrawn,
  'regencies.commitment-declared-none.v1': regencies.CommitmentDeclaredNone,
  'regencies.target-set.v1': regencies.TargetSet,
  'regencies.figure-stated.v1': regencies.FigureStated,
  'budgets.allocation-recorded.v1': budgets.AllocationRecorded,
  'budgets.allocation-declared-none.v1': budgets.AllocationDeclaredNone,
  'budgets.disbursement-recorded.v1': budgets.DisbursementRecorded,
  'budgets.disbursement-acknowledged.v1': budgets.DisbursementAcknowledged,
  'budgets.disbursement-rejected.v1': budgets.DisbursementRejected,
  'budgets.disbursement-refunded.v1': budgets.DisbursementRefunded,
  'budgets.business-day-reached.v1': regencies.BusinessDayReached,
  'enrolment.headcount-reported.v1': enrolment.HeadcountReported,
  'enrolment.business-day-reached.v1': regencies.BusinessDayReached,
  'scorecards.scorecard-changed.v1': scorecards.ScorecardChanged,
  'scorecards.laggard-flagged.v1': scorecards.LaggardFlagged,
  'scorecards.laggard-cleared.v1': scorecards.LaggardCleared,
  'scorecards.rule-parameter-set.v1': scorecards.RuleParameterSet,
  'scorecards.business-day-reached.v1': regencies.BusinessDayReached,
  'notifications.reminder-scheduled.v1': notifications.ReminderScheduled,
  'notifications.reminder-sent.v1': notifications.ReminderSent,
  'notifications.reminder-bounced.v1': notifications.ReminderBounced,
  'notifications.reminder-withdrawn.v1': notifications.ReminderWithdrawn,
  'notifications.business-day-reached.v1': regencies.BusinessDayReached,
  'gateway.account-changed.v1': gateway.AccountChanged,
  'regencies.audit-sealed.v1': audit.AuditSealed,
  'budgets.audit-sealed.v1': audit.AuditSealed,
  'enrolment.audit-sealed.v1': audit.AuditSealed,
  'scorecards.audit-sealed.v1': audit.AuditSealed,
  'notifications.audit-sealed.v1': audit.AuditSealed,
  'gateway.audit-sealed.v1': audit.AuditSealed,
} as const satisfies Record<string, TSchema>;

export type EventType = keyof typeof EVENTS;
export type EventData<T extends EventType> = Static<(typeof EVENTS)[T]>;

export const TOPICS = ['regencies', 'budgets', 'enrolment', 'scorecards', 'notifications', 'gateway'] as const;
export type Topic = (typeof TOPICS)[number];

export const isKnownEvent = (type: string): type is EventType => Object.hasOwn(EVENTS, type);

/** The topic an event travels on is the service that owns it. */
export function topicOf(type: EventType): Topic {
  const service = type.slice(0, type.indexOf('.'));
  const topic = TOPICS.find((name) => name === service);
  if (topic === undefined) throw new Error(`event type ${type} names no topic`);
  return topic;
}

const ajv = addFormats(new Ajv({ allErrors: true, strict: false }));

/** The same schema, open: a newer producer may have added optional fields within the version. */
function opened(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(opened);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => key !== 'additionalProperties')
      .map(([key, value]) => [key, opened(value)]),
  );
}

function problemsBy(prepare: (schema: TSchema) => object): (type: EventType, data: unknown) => string[] {
  const validators = new Map<EventType, ValidateFunction>();
  return (type, data) => {
    const validate = validators.get(type) ?? ajv.compile(prepare(EVENTS[type]));
    validators.set(type, validate);
    if (validate(data)) return [];
    return (validate.errors ?? []).map((error) => `${error.instancePath || '/'} ${error.message ?? 'is wrong'}`);
  };
}

/** For a producer: the data fits the schema and holds nothing else. @returns one sentence per problem; empty when there is none. */
export const validateEvent = problemsBy((schema) => schema);

/** For a consumer: the data fits the schema; fields it does not know are let through. @returns as {@link validateEvent}. */
export const validateReceived = problemsBy((schema) => opened(JSON.parse(JSON.stringify(schema))) as object);
