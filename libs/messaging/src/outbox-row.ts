import { headersOf } from './cloud-event';
import type { LogRecord } from './event-log/event-log';

/** A row of the outbox as the relay reads it. */
export interface OutboxRow {
  position: string;
  id: string;
  type: string;
  subject: string;
  province: string;
  aggregate_version: number;
  data: string;
  correlation_id: string;
  causation_id: string | null;
  actor: string | null;
  created_at: Date;
  traceparent: string | null;
  tracestate: string | null;
}

export function toLogRecord(service: string, row: OutboxRow): LogRecord {
  return {
    topic: service,
    key: row.subject,
    partitionKey: row.province,
    value: row.data,
    headers: headersOf({
      id: row.id,
      type: row.type,
      source: `/komitmen/${service}`,
      subject: row.subject,
      time: row.created_at.toISOString(),
      dataschema: `urn:komitmen:event:${row.type}`,
      partitionkey: row.province,
      aggregateversion: row.aggregate_version,
      correlationid: row.correlation_id,
      causationid: row.causation_id,
      actor: row.actor,
      ...(row.traceparent === null ? {} : { traceparent: row.traceparent }),
      ...(row.tracestate === null ? {} : { tracestate: row.tracestate }),
    }),
  };
}
