import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Batch, EachBatchPayload, KafkaMessage } from 'kafkajs';
import type { RecordPosition, TopicPartition } from '../event-log';
import type { BrokerAddress } from './broker-connection';
import { GroupSession } from './group-session';
import { inParts } from './in-parts';
import { KafkaAdministration } from './kafka-administration';
import { newProducer } from './kafka-producer';

/** One record with its very bytes, whoever wrote it, and its place. */
export interface CopiedRecord extends TopicPartition {
  readonly offset: bigint;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: NonNullable<KafkaMessage['headers']>;
  /** Milliseconds since 1970. */
  readonly timestamp: string;
}

type Take = (records: readonly CopiedRecord[]) => Promise<void>;

const SESSION_TIMEOUT_MS = 30_000;
const CLOSING_LIMIT_MS = 2_000;
const ATTEMPTS = 10;
const PAUSE_MS = 1_000;

/** Copies of whole topics, out of a broker and into an empty one: bytes, partitions, offsets and times stay what they were. */
export class KafkaCopy {
  readonly administration: KafkaAdministration;
  private connected: ReturnType<typeof newProducer> | undefined;

  constructor(private readonly address: BrokerAddress) {
    this.administration = new KafkaAdministration(address, 1);
  }

  /**
   * Hands over everything before `ends`, of each partition from offset 0 on, in order.
   * Rejects when a partition has lost a record, when `take` does, and when the broker goes away.
   */
  async read(ends: readonly RecordPosition[], take: Take): Promise<void> {
    const reading = new Reading(ends, take);
    if (reading.topics.length === 0) return;
    // What is gone from the beginning would be waited for without end.
    const first = (await this.administration.lowWatermarks(reading.topics)).find(({ offset }) => offset > 0n);
    if (first) throw new Error(`${first.topic}/${first.partition} has lost its first ${first.offset} records`);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.readOn(reading);
        return;
      } catch (error) {
        if (reading.hasFailed || attempt === ATTEMPTS) throw error;
      }
      await delay(PAUSE_MS);
    }
  }

  /** Appends records of one topic. Rejects when one got another offset than it had: somebody else writes there. */
  async append(records: readonly CopiedRecord[]): Promise<void> {
    for (const part of inParts(records, sizeOf)) {
      const { producer } = await this.connection();
      const messages = part.map(({ key, value, headers, timestamp, partition }) => ({ key, value, headers, timestamp, partition }));
      const answers = await producer.sendBatch({ acks: -1, topicMessages: [{ topic: part[0]?.topic ?? '', messages }] });
      for (const { topicName, partition, baseOffset } of answers) {
        const wanted = part.find((record) => record.partition === partition)?.offset;
        if (String(wanted) !== baseOffset) throw new Error(`somebody else writes to ${topicName}/${partition}`);
      }
    }
  }

  async close(): Promise<void> {
    const { connected } = this;
    await connected?.connection.end(() => connected.producer.disconnect(), CLOSING_LIMIT_MS);
    await this.administration.close();
  }

  /** One membership, which goes on where the one before it ended: a broker that has just started refuses the first ones. */
  private async readOn(reading: Reading): Promise<void> {
    const group = `komitmen-copies-${randomUUID()}`;
    const session = new GroupSession({
      address: this.address,
      group,
      topics: reading.topics,
      sessionTimeoutMs: SESSION_TIMEOUT_MS,
      onBatch: (payload) => reading.onBatch(payload),
      onAssignment: () => undefined,
    });
    try {
      await session.start({ from: reading.positions });
      await Promise.race([reading.finished, session.crashed]);
    } finally {
      await session.stop(CLOSING_LIMIT_MS);
      await this.administration.forgetGroup(group);
    }
  }

  private async connection(): Promise<ReturnType<typeof newProducer>> {
    if (this.connected) return this.connected;
    this.connected = newProducer(this.address);
    await this.connected.producer.connect();
    return this.connected;
  }
}

/** How far each partition has been read; what was read twice is handed over once. */
class Reading {
  readonly finished: Promise<void>;
  /** What failed is not the broker. */
  hasFailed = false;
  private readonly places = new Map<string, { next: bigint; readonly end: bigint }>();
  private done: () => void = () => undefined;
  private failed: (error: unknown) => void = () => undefined;

  constructor(
    private readonly ends: readonly RecordPosition[],
    private readonly take: Take,
  ) {
    for (const { topic, partition, offset } of ends) this.places.set(`${topic}/${partition}`, { next: 0n, end: offset });
    this.finished = new Promise((resolve, reject) => {
      this.done = resolve;
      this.failed = reject;
    });
    this.finished.catch(() => undefined);
  }

  get topics(): string[] {
    return [...new Set(this.ends.filter(({ offset }) => offset > 0n).map(({ topic }) => topic))];
  }

  get positions(): RecordPosition[] {
    const isWanted = ({ topic }: RecordPosition): boolean => this.topics.includes(topic);
    return this.ends.filter(isWanted).map((end) => ({ ...end, offset: this.places.get(`${end.topic}/${end.partition}`)?.next ?? 0n }));
  }

  async onBatch(payload: EachBatchPayload): Promise<void> {
    try {
      const records = this.due(payload.batch);
      if (records.length > 0) await this.take(records);
      if ([...this.places.values()].every(({ next, end }) => next === end)) this.done();
    } catch (error) {
      this.hasFailed = true;
      this.failed(error);
    }
    payload.resolveOffset(payload.batch.lastOffset());
    await payload.heartbeat();
  }

  private due({ topic, partition, messages }: Batch): CopiedRecord[] {
    const place = this.places.get(`${topic}/${partition}`);
    const records: CopiedRecord[] = [];
    for (const { offset: text, key, value, headers = {}, timestamp } of messages) {
      const offset = BigInt(text);
      if (place === undefined || offset < place.next || offset >= place.end) continue;
      if (offset > place.next) throw new Error(`${topic}/${partition} has lost its record ${place.next}`);
      place.next += 1n;
      records.push({ topic, partition, offset, key, value, headers, timestamp });
    }
    return records;
  }
}

/** About what the record weighs in a request. */
function sizeOf({ key, value, headers }: CopiedRecord): number {
  const ofHeaders = Object.entries(headers).reduce((sum, [name, value]) => sum + name.length + String(value).length + 16, 0);
  return (key?.length ?? 0) + (value?.length ?? 0) + ofHeaders + 64;
}
