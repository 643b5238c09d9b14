import { PartitionAssigners, type Cluster, type Consumer, type EachBatchPayload, type PartitionAssigner } from 'kafkajs';
import type { RecordPosition, TopicPartition } from '../event-log';
import { within } from '../../within';
import { BrokerConnection, type BrokerAddress } from './broker-connection';

export interface GroupSessionOptions {
  address: BrokerAddress;
  group: string;
  topics: readonly string[];
  /** How long a silent member keeps its partitions. */
  sessionTimeoutMs: number;
  onBatch: (payload: EachBatchPayload) => Promise<void>;
  /** Told whenever it joined anew, and with none when it lost what it had. */
  onAssignment: (places: TopicPartition[]) => void;
}

/** How kafkajs bridges a broker's short absence; after that a new session is begun. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 };
const REBALANCE_LIMIT_MS = 30_000;
const LEAVING_LIMIT_MS = 2_000;
/** How long the broker may keep an empty fetch; a heartbeat can follow only then. */
const FETCH_WAIT_MS = 500;
/** A fetch should bring the thousand events of a full chunk: a chunk's cost hardly grows with its events. */
const MOST_BYTES_PER_PARTITION = 4 * 1_024 * 1_024;
/** All that a fetch brought is handed over at once, to be handled together. Each partition keeps its order. */
const PARTITIONS_AT_ONCE = 100;

/** What the coordinator's connection of kafkajs can do beyond its declared type. */
interface CanLeaveGroup {
  leaveGroup(member: { groupId: string; memberId: string }): Promise<unknown>;
}

/**
 * One membership of kafkajs from joining to its end. When kafkajs gives up for whatever reason (a "crash"), it is over:
 * kafkajs never restarts by itself, since some of its crashes it would not recover from.
 */
export class GroupSession {
  /** Rejects with what ended the session; pending as long as it lives, and when it is stopped. */
  readonly crashed: Promise<never>;
  readonly group: string;
  memberId: string | undefined;
  private readonly connection: BrokerConnection;
  private readonly consumer: Consumer;
  private cluster: Cluster | undefined;
  private readonly inHand = new Set<Promise<void>>();

  constructor(private readonly options: GroupSessionOptions) {
    this.group = options.group;
    this.connection = new BrokerConnection(options.address, RETRY);
    const assigner: PartitionAssigner = (config) => {
      this.cluster = config.cluster;
      return PartitionAssigners.roundRobin(config);
    };
    this.consumer = this.connection.kafka.consumer({
      groupId: options.group,
      sessionTimeout: options.sessionTimeoutMs,
      heartbeatInterval: heartbeatIntervalOf(options.sessionTimeoutMs),
      rebalanceTimeout: REBALANCE_LIMIT_MS,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytesPerPartition: MOST_BYTES_PER_PARTITION,
      allowAutoTopicCreation: false,
      partitionAssigners: [assigner],
      retry: { ...RETRY, restartOnFailure: () => Promise.resolve(false) },
    });
    this.crashed = this.watch();
  }

  /**
   * Joins and begins to hand over.
   * @param from positions to begin at instead of the group's commits
   * @param predecessor the member this process was before: until the group knows that it is gone, nobody gets its partitions
   */
  async start({ from = [], predecessor }: { from?: readonly RecordPosition[]; predecessor?: string | undefined }): Promise<void> {
    await this.consumer.connect();
    if (predecessor !== undefined) await this.leaveInNameOf(predecessor);
    await this.consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    const joined = this.consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.handOver(payload),
    });
    for (const { topic, partition, offset } of from) this.consumer.seek({ topic, partition, offset: offset.toString() });
    await joined;
  }

  /** Lets the batches in hand end, within the limit, and leaves the group. */
  async stop(limitMs: number): Promise<void> {
    await within(limitMs, Promise.allSettled(this.inHand));
    await this.connection.end(() => this.consumer.disconnect(), LEAVING_LIMIT_MS);
    this.options.onAssignment([]);
  }

  private async handOver(payload: EachBatchPayload): Promise<void> {
    const handed = this.options.onBatch(payload);
    this.inHand.add(handed);
    await handed.finally(() => this.inHand.delete(handed));
  }

  private watch(): Promise<never> {
    const { CRASH, GROUP_JOIN, REBALANCING } = this.consumer.events;
    this.consumer.on(GROUP_JOIN, ({ payload }) => {
      this.memberId = payload.memberId;
      const places = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition })),
      );
      this.options.onAssignment(places);
    });
    this.consumer.on(REBALANCING, () => this.options.onAssignment([]));
    const crashed = new Promise<never>((_resolve, reject) => this.consumer.on(CRASH, ({ payload }) => reject(payload.error)));
    crashed.catch(() => undefined);
    return crashed;
  }

  private async leaveInNameOf(memberId: string): Promise<void> {
    const groupId = this.options.group;
    const coordinator: unknown = await this.cluster?.findGroupCoordinator({ groupId });
    // The group may have forgotten that member already.
    if (canLeaveGroup(coordinator)) await coordinator.leaveGroup({ groupId, memberId }).catch(() => undefined);
  }
}

export function heartbeatIntervalOf(sessionTimeoutMs: number): number {
  return Math.min(3_000, Math.floor(sessionTimeoutMs / 5));
}

function canLeaveGroup(coordinator: unknown): coordinator is CanLeaveGroup {
  return (
    typeof coordinator === 'object' && coordinator !== null && 'leaveGroup' in coordinator && typeof coordinator.leaveGroup === 'function'
  );
}
