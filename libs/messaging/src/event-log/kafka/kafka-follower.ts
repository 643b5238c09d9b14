import { randomUUID } from 'node:crypto';
import type { EachBatchPayload } from 'kafkajs';
import type { Following, FollowOptions, RecordPosition, StoredRecord } from '../event-log';
import type { BrokerAddress } from './broker-connection';
import { GroupSession } from './group-session';
import type { KafkaAdministration } from './kafka-administration';
import { SessionKeeper } from './session-keeper';
import { toStoredRecord } from './stored-record';

export interface KafkaFollowerOptions extends FollowOptions {
  address: BrokerAddress;
  administration: KafkaAdministration;
  sessionTimeoutMs: number;
}

/** Reads on from the log's end in a group of its own, new for each session; positions are kept in memory and never committed. */
export class KafkaFollower implements Following {
  readonly ready: Promise<void>;
  private readonly positions = new Map<string, RecordPosition>();
  private readonly keeper: SessionKeeper;
  private readonly loop: Promise<void>;
  private tellReady: () => void = () => undefined;

  constructor(
    private readonly options: KafkaFollowerOptions,
    private readonly handler: (record: StoredRecord) => void,
  ) {
    this.ready = new Promise((resolve) => (this.tellReady = resolve));
    this.keeper = new SessionKeeper({
      plan: async () => ({ from: await this.findPositions(), session: this.newSession() }),
      sameGroup: false,
      onStarted: () => this.tellReady(),
      onEnded: ({ group }) => options.administration.forgetGroup(group),
      onTrouble: (error) => options.onTrouble?.(error),
    });
    this.loop = this.keeper.run().finally(() => this.tellReady());
  }

  async stop(): Promise<void> {
    this.keeper.stopping.ask();
    await this.loop;
  }

  private async findPositions(): Promise<RecordPosition[]> {
    if (this.positions.size === 0) {
      const ends = await this.options.administration.highWatermarks(this.options.topics);
      for (const place of [...ends, ...(this.options.from ?? [])]) this.positions.set(`${place.topic}/${place.partition}`, place);
    }
    return [...this.positions.values()];
  }

  private newSession(): GroupSession {
    const { address, topics, sessionTimeoutMs } = this.options;
    return new GroupSession({
      address,
      group: `${address.clientId}-follows-${randomUUID()}`,
      topics,
      sessionTimeoutMs,
      onBatch: (payload) => this.handOver(payload),
      onAssignment: () => undefined,
    });
  }

  private async handOver(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    for (const message of batch.messages) {
      if (this.keeper.stopping.isAsked()) return;
      const record = toStoredRecord(batch, message);
      const { topic, partition, offset } = record;
      this.positions.set(`${topic}/${partition}`, { topic, partition, offset: offset + 1n });
      this.tell(record);
      payload.resolveOffset(message.offset);
    }
    await payload.heartbeat();
  }

  private tell(record: StoredRecord): void {
    try {
      this.handler(record);
    } catch (error) {
      this.options.onTrouble?.(error);
    }
  }
}
