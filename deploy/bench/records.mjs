// Made-up events as records of the log, each held against its contract.
import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { library } from './built.mjs';

const { topicOf, validateEvent } = library('contracts');

export function recordOf({ type, province, subject, data }) {
  const problems = validateEvent(type, data);
  if (problems.length > 0) throw new Error(`${type}: ${problems.join('; ')}`);
  const headers = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: uuidv7(),
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
