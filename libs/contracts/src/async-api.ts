import { EVENTS, type EventType, TOPICS, topicOf } from './registry';

const CLOUD_EVENT_HEADERS = {
  type: 'object',
  required: [
    'ce_specversion',
    'ce_id',
    'ce_type',
    'ce_source',
    'ce_subject',
    'ce_time',
    'ce_partitionkey',
    'ce_aggregateversion',
    'ce_correlationid',
  ],
  properties: {
    ce_specversion: { type: 'string', const: '1.0' },
    ce_id: { type: 'string', format: 'uuid', description: 'UUIDv7; the key of every inbox' },
    ce_type: { type: 'string' },
    ce_source: { type: 'string' },
    ce_subject: { type: 'string', description: 'aggregate id, also the record key' },
    ce_time: { type: 'string', format: 'date-time' },
    ce_dataschema: { type: 'string' },
    ce_partitionkey: { type: 'string', description: 'province code; `audit` for the heads of the audit chain' },
    ce_aggregateversion: { type: 'string' },
    ce_correlationid: { type: 'string' },
    ce_causationid: { type: 'string' },
    ce_actor: { type: 'string', description: 'account id of whoever gave the command; absent where nobody did' },
    ce_traceparent: { type: 'string', description: 'W3C trace context of what published it; absent where tracing is off' },
    ce_tracestate: { type: 'string' },
  },
};

const typesOf = (topic: string): EventType[] => (Object.keys(EVENTS) as EventType[]).filter((type) => topicOf(type) === topic);

/** The AsyncAPI 3 document of every topic and event, made from the registry. */
export function asyncApi(): Record<string, unknown> {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Komitmen events',
      version: '1.0.0',
      description: 'Events that the services publish. Topics keep everything; order holds per province on each topic.',
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      TOPICS.map((topic) => [
        topic,
        { address: topic, messages: Object.fromEntries(typesOf(topic).map((type) => [type, { $ref: `#/components/messages/${type}` }])) },
      ]),
    ),
    operations: Object.fromEntries(
      TOPICS.map((topic) => [`publish-${topic}`, { action: 'send', channel: { $ref: `#/channels/${topic}` } }]),
    ),
    components: {
      messages: Object.fromEntries(
        (Object.keys(EVENTS) as EventType[]).map((type) => [
          type,
          { name: type, headers: CLOUD_EVENT_HEADERS, payload: JSON.parse(JSON.stringify(EVENTS[type])) as unknown },
        ]),
      ),
    },
  };
}
