import { Partitioners, type Producer, type TopicMessages } from 'kafkajs';
import type { EventLogProducer, LogRecord, RecordPosition } from '../event-log';
import { partitionFor } from '../partitioner';
import { BrokerConnection, type BrokerAddress } from './broker-connection';
import { inParts } from './in-parts';
import { sizeOf, toMessage } from './stored-record';

const CLOSING_LIMIT_MS = 5_000;
/** Together about 25 s: a broker that restarts is waited for, and nothing is sent twice. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 15 };

class ProducerClosedError extends Error {
  constructor() {
    super('the producer was closed: whether the last records were appended is not known');
  }
}

interface Placed {
  record: LogRecord;
  partition: number;
}

interface Connected {
  connection: BrokerConnection;
  producer: Producer;
}

/** Idempotent: a request that is repeated is taken once. */
export function newProducer(address: BrokerAddress): Connected {
  const connection = new BrokerConnection(address, RETRY);
  const producer = connection.kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry: RETRY,
  });
  return { connection, producer };
}

/** Idempotent, one send at a time. One that failed is thrown away: its sequence numbers are no longer known for sure. */
export class KafkaProducer implements EventLogProducer {
  private current: Connected | undefined;
  private tail: Promise<unknown> = Promise.resolve();
  private closed = false;
  private giveUp: () => void = () => undefined;

  constructor(
    private readonly address: BrokerAddress,
    private readonly partitionsOf: (topics: readonly string[]) => Promise<ReadonlyMap<string, number>>,
  ) {}

  append(records: readonly LogRecord[]): Promise<RecordPosition[]> {
    if (records.length === 0) return Promise.resolve([]);
    const appended = this.tail.then(() => this.unlessClosed(this.appendNow(records)));
    this.tail = appended.catch(() => undefined);
    return appended;
  }

  /** What is still being appended is given up: whoever asked for it cannot know whether it was. */
  async close(): Promise<void> {
    this.closed = true;
    this.giveUp();
    await this.discard();
    await this.tail;
  }

  private unlessClosed<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.giveUp = () => reject(new ProducerClosedError());
      work.then(resolve, reject);
    });
  }

  private async appendNow(records: readonly LogRecord[]): Promise<RecordPosition[]> {
    const counts = await this.partitionsOf([...new Set(records.map(({ topic }) => topic))]);
    const placed = records.map((record) => ({ record, partition: partitionFor(record.partitionKey, counts.get(record.topic) ?? 1) }));
    const positions: RecordPosition[] = [];
    for (const part of inParts(placed, ({ record }) => sizeOf(record))) positions.push(...(await this.send(part)));
    return positions;
  }

  private async send(part: readonly Placed[]): Promise<RecordPosition[]> {
    try {
      const { producer } = await this.connected();
      const answers = await producer.sendBatch({ acks: -1, topicMessages: byTopic(part) });
      const next = new Map(answers.map((one) => [`${one.topicName}/${one.partition}`, BigInt(one.baseOffset ?? '0')]));
      return part.map(({ record: { topic }, partition }) => {
        const place = `${topic}/${partition}`;
        const offset = next.get(place) ?? 0n;
        next.set(place, offset + 1n);
        return { topic, partition, offset };
      });
    } catch (error) {
      await this.discard();
      throw error;
    }
  }

  private async connected(): Promise<Connected> {
    if (this.closed) throw new ProducerClosedError();
    if (this.current) return this.current;
    this.current = newProducer(this.address);
    await this.current.producer.connect();
    return this.current;
  }

  private async discard(): Promise<void> {
    const discarded = this.current;
    this.current = undefined;
    await discarded?.connection.end(() => discarded.producer.disconnect(), CLOSING_LIMIT_MS);
  }
}

function byTopic(part: readonly Placed[]): TopicMessages[] {
  const topics = new Map<string, TopicMessages>();
  for (const { record, partition } of part) {
    const found = topics.get(record.topic) ?? { topic: record.topic, messages: [] };
    found.messages.push(toMessage(record, partition));
    topics.set(record.topic, found);
  }
  return [...topics.values()];
}
