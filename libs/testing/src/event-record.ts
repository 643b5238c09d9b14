import { randomUUID } from 'node:crypto';
import { type EventData, type EventType, topicOf } from '@komitmen/contracts';
import type { LogRecord } from '@komitmen/messaging';

/** An event of a service, of Nusa Tenggara Barat unless it is said, as that service's relay appends it to the log. */
export function eventRecord<T extends EventType>(
  type: T,
  subject: string,
  data: EventData<T>,
  { id = randomUUID(), province = '52' }: { readonly id?: string; readonly province?: string } = {},
): LogRecord {
  const headers = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: type,
    ce_source: `/komitmen/${topicOf(type)}`,
    ce_subject: subject,
    ce_time: new Date().toISOString(),
    ce_dataschema: `urn:komitmen:event:${type}`,
    ce_partitionkey: province,
    ce_aggregateversion: '1',
    ce_correlationid: randomUUID(),
  };
  return { topic: topicOf(type), key: subject, partitionKey: province, value: JSON.stringify(data), headers };
}
