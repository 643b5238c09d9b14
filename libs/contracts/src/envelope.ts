import type { EventData, EventType } from './registry';

/**
 * CloudEvents 1.0 attributes of an event, with the extensions Komitmen uses. On the log they travel as `ce_` headers
 * (binary mode); the data is the record's value, JSON.
 */
export interface Envelope<T extends EventType = EventType> {
  /** UUIDv7. */
  readonly id: string;
  readonly type: T;
  /** `/komitmen/<service>` */
  readonly source: string;
  /** The aggregate's id: the record's key, within which order holds. */
  readonly subject: string;
  /** Real time, UTC, ISO 8601. */
  readonly time: string;
  readonly dataschema: string;
  /** Province code: all events of a province on one topic are in one partition, in order. `audit` for the heads of the audit chain. */
  readonly partitionkey: string;
  readonly aggregateversion: number;
  readonly correlationid: string;
  readonly causationid: string | null;
  /** W3C trace context of what published it (distributed tracing extension); absent where tracing is off. */
  readonly traceparent?: string;
  readonly tracestate?: string;
  readonly data: EventData<T>;
}
