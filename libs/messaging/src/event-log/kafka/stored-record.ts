import type { IHeaders, KafkaMessage, Message } from 'kafkajs';
import type { LogRecord, StoredRecord, TopicPartition } from '../event-log';

/** CloudEvents carry their partition key under this name; others get a header of ours. */
const CLOUD_EVENT_PARTITION_KEY = 'ce_partitionkey';
const OWN_PARTITION_KEY = 'komitmen_partitionkey';

export function toMessage({ key, partitionKey, value, headers }: LogRecord, partition: number): Message {
  const own = headers[CLOUD_EVENT_PARTITION_KEY] === partitionKey ? {} : { [OWN_PARTITION_KEY]: partitionKey };
  return { key, value, partition, headers: { ...headers, ...own } };
}

export function toStoredRecord({ topic, partition }: TopicPartition, message: KafkaMessage): StoredRecord {
  const headers = textHeaders(message.headers ?? {});
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    key: message.key?.toString('utf8') ?? '',
    partitionKey: textOf(message.headers?.[OWN_PARTITION_KEY]) ?? headers[CLOUD_EVENT_PARTITION_KEY] ?? '',
    value: message.value?.toString('utf8') ?? '',
    headers,
    storedAt: new Date(Number(message.timestamp)),
  };
}

function textHeaders(headers: IHeaders): Record<string, string> {
  const text: Record<string, string> = {};
  for (const name in headers) {
    const value = name === OWN_PARTITION_KEY ? undefined : textOf(headers[name]);
    if (value !== undefined) text[name] = value;
  }
  return text;
}

/** What comes twice under one name keeps its last value. */
function textOf(given: IHeaders[string]): string | undefined {
  return (Array.isArray(given) ? given.at(-1) : given)?.toString();
}

/** About what the message weighs in a request. */
export function sizeOf({ key, value, headers }: LogRecord): number {
  const weight = (text: string): number => Buffer.byteLength(text) + 8;
  const names = Object.entries(headers).reduce((sum, [name, text]) => sum + weight(name) + weight(text), 0);
  return weight(key) + weight(value) + names + 64;
}
