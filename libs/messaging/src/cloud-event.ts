import type { Envelope } from './envelope';
import type { StoredRecord } from './event-log/event-log';

type Attributes = Omit<Envelope, 'data'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const REQUIRED = [
  'ce_id',
  'ce_type',
  'ce_source',
  'ce_subject',
  'ce_time',
  'ce_partitionkey',
  'ce_aggregateversion',
  'ce_correlationid',
] as const;

/** CloudEvents 1.0, binary mode: attributes are `ce_` headers, the data is the record's value. */
export function headersOf(event: Attributes): Record<string, string> {
  return {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_type: event.type,
    ce_source: event.source,
    ce_subject: event.subject,
    ce_time: event.time,
    ce_dataschema: event.dataschema,
    ce_partitionkey: event.partitionkey,
    ce_aggregateversion: String(event.aggregateversion),
    ce_correlationid: event.correlationid,
    ...(event.causationid === null ? {} : { ce_causationid: event.causationid }),
    ...(event.actor === null ? {} : { ce_actor: event.actor }),
    ...(event.traceparent === undefined ? {} : { ce_traceparent: event.traceparent }),
    ...(event.tracestate === undefined ? {} : { ce_tracestate: event.tracestate }),
  };
}

/** A record that is no event of ours, or not one that its contract allows. Trying again cannot help. */
export class DefectiveRecordError extends Error {
  constructor(
    readonly reason: 'malformed-envelope' | 'malformed-data' | 'unknown-event-type' | 'contract-violated',
    message: string,
  ) {
    super(message);
    this.name = 'DefectiveRecordError';
  }
}

export const isEventId = (text: string): boolean => UUID.test(text);

/** The id of a record's event, or its place in the log when it carries none. */
export function identityOf(record: StoredRecord): string {
  const id = record.headers['ce_id'];
  return id !== undefined && UUID.test(id) ? id.toLowerCase() : `${record.topic}/${record.partition}/${record.offset}`;
}

/** The attributes of a record. Throws `DefectiveRecordError`. */
export function readAttributes({ headers }: StoredRecord): Attributes {
  const missing = REQUIRED.filter((name) => !headers[name]);
  if (missing.length > 0) throw new DefectiveRecordError('malformed-envelope', `missing: ${missing.join(', ')}`);
  const version = headers['ce_specversion'] ?? '';
  if (version !== '1.0') throw new DefectiveRecordError('malformed-envelope', `ce_specversion is "${version}", not "1.0"`);
  const read = (name: (typeof REQUIRED)[number]): string => headers[name] ?? '';
  if (!UUID.test(read('ce_id'))) throw new DefectiveRecordError('malformed-envelope', 'ce_id is no UUID');
  const aggregateversion = Number(read('ce_aggregateversion'));
  if (!Number.isSafeInteger(aggregateversion)) throw new DefectiveRecordError('malformed-envelope', 'ce_aggregateversion is no integer');
  return {
    id: read('ce_id').toLowerCase(),
    type: read('ce_type'),
    source: read('ce_source'),
    subject: read('ce_subject'),
    time: read('ce_time'),
    dataschema: headers['ce_dataschema'] ?? '',
    partitionkey: read('ce_partitionkey'),
    aggregateversion,
    correlationid: read('ce_correlationid'),
    causationid: headers['ce_causationid'] ?? null,
    actor: headers['ce_actor'] ?? null,
    ...(headers['ce_traceparent'] === undefined ? {} : { traceparent: headers['ce_traceparent'] }),
    ...(headers['ce_tracestate'] === undefined ? {} : { tracestate: headers['ce_tracestate'] }),
  };
}

/** The data of a record. Throws `DefectiveRecordError`. */
export function readData({ value }: StoredRecord): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    throw new DefectiveRecordError('malformed-data', error instanceof Error ? error.message : 'the value is no JSON');
  }
}
