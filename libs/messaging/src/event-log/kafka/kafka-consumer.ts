import type { BatchHandler, ConsumerOptions, EventLogConsumer, TopicPartition } from '../event-log';
import type { BrokerAddress } from './broker-connection';
import { Delivery } from './delivery';
import { GroupSession, heartbeatIntervalOf } from './group-session';
import { OffsetCommits } from './offset-commits';
import { SessionKeeper } from './session-keeper';
import type { Stopping } from './stopping';

const MOST_PER_BATCH = 1_000;

export interface KafkaConsumerOptions extends ConsumerOptions {
  address: BrokerAddress;
  sessionTimeoutMs: number;
  /** Rejects while a topic is missing. */
  requireTopics: () => Promise<unknown>;
}

export class KafkaConsumer implements EventLogConsumer {
  readonly group: string;
  private readonly maxRecords: number;
  private assigned: TopicPartition[] = [];
  private keeper: SessionKeeper | undefined;
  private loop: Promise<void> | undefined;

  constructor(private readonly options: KafkaConsumerOptions) {
    this.group = options.group;
    this.maxRecords = Math.min(options.maxRecords ?? MOST_PER_BATCH, MOST_PER_BATCH);
  }

  async run(handler: BatchHandler): Promise<void> {
    if (this.loop) throw new Error(`a consumer of ${this.group} runs already`);
    await new Promise<void>((joined) => {
      const keeper = new SessionKeeper({
        plan: async (stopping) => {
          await this.options.requireTopics();
          return { session: this.newSession(handler, stopping) };
        },
        sameGroup: true,
        onStarted: joined,
        onTrouble: (error) => this.options.onTrouble?.(error),
      });
      this.keeper = keeper;
      this.loop = keeper.run().finally(joined);
    });
  }

  async stop(): Promise<void> {
    this.keeper?.stopping.ask();
    await this.loop;
  }

  assignments(): readonly TopicPartition[] {
    return this.assigned;
  }

  private newSession(handler: BatchHandler, stopping: Stopping): GroupSession {
    const { address, topics, sessionTimeoutMs, onTrouble } = this.options;
    const delivery = {
      maxRecords: this.maxRecords,
      heartbeatMs: heartbeatIntervalOf(sessionTimeoutMs),
      commits: new OffsetCommits(),
      stopping,
      onTrouble: (error: unknown) => onTrouble?.(error),
    };
    return new GroupSession({
      address,
      group: this.group,
      topics,
      sessionTimeoutMs,
      onBatch: (payload) => new Delivery(payload, handler, delivery).run(),
      onAssignment: (places) => (this.assigned = places),
    });
  }
}
