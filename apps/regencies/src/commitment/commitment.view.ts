import { type EventData, type EventType, recordedFields } from '@komitmen/contracts';
import { type NewEvent } from '@komitmen/messaging';
import { provinceOf } from '@komitmen/kernel';
import type { Commitment } from './commitment';
import { rowOf } from './commitment.entity';

/** A commitment as the API shows it. */
export type CommitmentView = ReturnType<typeof viewOf>;

export function viewOf(commitment: Commitment) {
  const { id, version, status, government, fiscalYear, pledge, source, document, reason } = rowOf(commitment);
  return {
    id,
    version,
    status,
    government,
    fiscalYear,
    persons: pledge?.persons ?? null,
    firstMonth: pledge?.firstMonth ?? null,
    months: pledge?.months ?? null,
    segment: pledge?.segment ?? null,
    legalBasis: pledge?.legalBasis ?? null,
    source,
    document,
    reason,
    ...recordedFields(commitment.holdsOn, commitment.recording),
  };
}

type CommitmentEvent = { [T in Extract<EventType, `regencies.commitment-${string}`>]: { type: T; data: EventData<T> } }[Extract<
  EventType,
  `regencies.commitment-${string}`
>];

function factOf(commitment: Commitment): CommitmentEvent {
  const { id, government, fiscalYear, version, holdsOn, recording } = commitment;
  const data = { commitmentId: id, government, fiscalYear, version, ...recordedFields(holdsOn, recording) };
  switch (commitment.status) {
    case 'draft':
      return { type: 'regencies.commitment-drafted.v1', data: { ...data, ...commitment.pledge } };
    case 'pledged':
      return { type: 'regencies.commitment-pledged.v1', data: { ...data, ...commitment.pledge } };
    case 'confirmed':
      return { type: 'regencies.commitment-confirmed.v1', data: { ...data, ...commitment.pledge, document: commitment.document } };
    case 'declared-none':
      return { type: 'regencies.commitment-declared-none.v1', data: { ...data, source: commitment.source } };
    case 'withdrawn':
      return { type: 'regencies.commitment-withdrawn.v1', data: { ...data, reason: commitment.reason } };
  }
}

/** The event that says what the commitment has just become. */
export const eventOf = (commitment: Commitment): NewEvent => ({
  ...factOf(commitment),
  subject: commitment.id,
  province: provinceOf(commitment.government),
  aggregateVersion: commitment.version,
});
