import type { Envelope as ContractEnvelope } from '@komitmen/contracts';

/** What a service says happened; `Outbox.publish` adds the rest of the envelope. */
export interface NewEvent<T = unknown> {
  /** A type of `@komitmen/contracts`, e.g. `budgets.allocation-recorded.v1`. */
  type: string;
  /** Aggregate id, the record's key: events of one subject keep their order. */
  subject: string;
  /** Province code, e.g. `52`: decides the partition. */
  province: string;
  /** Version of the aggregate after this event, from 1. */
  aggregateVersion: number;
  /** JSON as the contract's schema says it; amounts are strings. */
  data: T;
}

/** An event as handlers receive it: the attributes of the contracts' envelope, with `T` the type of its data. */
export interface Envelope<T = unknown> extends Omit<ContractEnvelope, 'type' | 'data'> {
  readonly type: string;
  /** Account that caused it, null for the machinery. */
  readonly actor: string | null;
  readonly data: T;
}
