import type { LogRecord, RecordPosition, StoredRecord, TopicPartition } from '@komitmen/messaging';
import { partitionFor } from '../../libs/messaging/src/event-log/partitioner';
import type { Random } from './random';
import type { Scheduler } from './scheduler';
import type { Trace } from './trace';
import type { Weather } from './weather';

interface Member {
  topics: readonly string[];
  expiresAt: number;
}

/** That a member has a partition, until somebody else gets it. */
interface Ownership {
  member: string;
}

interface Group {
  members: Map<string, Member>;
  /** By the partition's name. */
  owners: Map<string, Ownership>;
  committed: Map<string, bigint>;
  rounds: number;
}

/** A partition with all that was ever appended to it. */
interface Partition extends TopicPartition {
  name: string;
  records: StoredRecord[];
}

export interface Share extends TopicPartition {
  name: string;
  committed: bigint;
  ownership: Ownership;
}

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** The log itself, outliving all processes: topics with dense offsets, and groups whose members have leases. */
export class Broker {
  private readonly logs = new Map<string, Partition[]>();
  private readonly groups = new Map<string, Group>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly random: Random,
    private readonly weather: Weather,
    private readonly trace: Trace,
    readonly leaseMs: number,
    /** Told of each record at the moment it is stored. */
    private readonly appended: (record: StoredRecord) => void,
  ) {}

  createTopic(name: string, partitions: number): void {
    const numbered = Array.from({ length: partitions }, (_, partition) => ({ topic: name, partition }));
    this.logs.set(
      name,
      numbered.map((place) => ({ ...place, name: nameOf(place), records: [] })),
    );
  }

  topics(): { name: string; partitions: number }[] {
    return [...this.logs].map(([name, { length }]) => ({ name, partitions: length }));
  }

  append(records: readonly LogRecord[]): RecordPosition[] {
    return records.map((record) => {
      const partition = partitionFor(record.partitionKey, this.logs.get(record.topic)?.length ?? 1);
      const log = this.recordsOf({ topic: record.topic, partition });
      const stored = { ...record, partition, offset: BigInt(log.length), storedAt: new Date() };
      log.push(stored);
      this.appended(stored);
      return { topic: record.topic, partition, offset: stored.offset };
    });
  }

  recordsOf({ topic, partition }: TopicPartition): StoredRecord[] {
    const found = this.logs.get(topic)?.[partition];
    if (!found) throw new Error(`there is no ${nameOf({ topic, partition })}`);
    return found.records;
  }

  /** Joins or stays; members that were silent for too long are forgotten. @returns what this one owns now. */
  renew(groupName: string, member: string, topics: readonly string[]): Share[] {
    const group = this.group(groupName);
    const isNew = !group.members.has(member);
    group.members.set(member, { topics, expiresAt: this.scheduler.now + this.leaseMs });
    const expired = [...group.members].filter(([, { expiresAt }]) => expiresAt < this.scheduler.now);
    for (const [silent] of expired) group.members.delete(silent);
    if (isNew || expired.length > 0 || this.random.chance(this.weather.rebalance)) this.divide(group);
    return this.partitionsOf(topics).flatMap(({ topic, partition, name, records }) => {
      const ownership = group.owners.get(name);
      // Nobody notices whose the partitions are that nobody wrote to.
      if (records.length === 0 || ownership?.member !== member) return [];
      return [{ topic, partition, name, ownership, committed: group.committed.get(name) ?? 0n }];
    });
  }

  leave(groupName: string, member: string): void {
    const group = this.group(groupName);
    if (group.members.delete(member)) this.divide(group);
  }

  /** @returns false when the partition is another's, or was meanwhile. */
  commit(groupName: string, { name, ownership }: Share, nextOffset: bigint): boolean {
    const group = this.group(groupName);
    if (group.owners.get(name) !== ownership) return false;
    group.committed.set(name, nextOffset);
    return true;
  }

  committed(groupName: string, place: TopicPartition): bigint {
    return this.group(groupName).committed.get(nameOf(place)) ?? 0n;
  }

  partitionsOf(topics: readonly string[]): Partition[] {
    return topics.flatMap((topic) => this.logs.get(topic) ?? []);
  }

  /** How many records a group has not committed. */
  lag(groupName: string, topics: readonly string[]): number {
    const { committed } = this.group(groupName);
    const lags = this.partitionsOf(topics).map(({ name, records }) => records.length - Number(committed.get(name) ?? 0n));
    return lags.reduce((sum, lag) => sum + lag, 0);
  }

  private group(name: string): Group {
    const group = this.groups.get(name) ?? { members: new Map(), owners: new Map(), committed: new Map(), rounds: 0 };
    this.groups.set(name, group);
    return group;
  }

  /** Nobody keeps what it had: each time others may own it, whoever has it in hand. */
  private divide(group: Group): void {
    group.rounds += 1;
    this.trace.happened('rebalances');
    const members = [...group.members];
    for (const [turn, { topic, name }] of this.partitionsOf([...this.logs.keys()]).entries()) {
      const takers = members.filter(([, { topics }]) => topics.includes(topic));
      const taker = takers[(turn + group.rounds) % takers.length]?.[0];
      if (taker === undefined) group.owners.delete(name);
      else if (group.owners.get(name)?.member !== taker) group.owners.set(name, { member: taker });
    }
  }
}
