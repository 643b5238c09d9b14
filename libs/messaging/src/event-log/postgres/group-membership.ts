import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { AssignmentLostError, type TopicPartition } from '../event-log';
import { inTransaction } from './in-transaction';

interface HeldRow extends TopicPartition {
  committed: string;
  mine: boolean;
}

interface Held extends TopicPartition {
  position: bigint;
  committed: bigint;
  /** False when it is another's by right and is only kept until the batch in hand is done. */
  mine: boolean;
}

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** One member of a consumer group: its lease, its share of the partitions, and how far it has read. */
export class GroupMembership {
  private readonly member = randomUUID();
  private held = new Map<string, Held>();
  private renewing: Promise<void> | undefined;
  private renewedAt = -Infinity;
  private busy: TopicPartition | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    private readonly group: string,
    private readonly topics: readonly string[],
    private readonly leaseMs: number,
  ) {}

  assignments(): Held[] {
    return [...this.held.values()].filter((held) => held.mine);
  }

  find(place: TopicPartition): Held | undefined {
    return this.held.get(nameOf(place));
  }

  async renewWhenDue(): Promise<void> {
    if (performance.now() - this.renewedAt >= this.leaseMs / 4) await this.renew();
  }

  /** Concurrent calls share one round trip. */
  renew(): Promise<void> {
    this.renewing ??= this.exchange().finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  /** Keeps `place` until `work` is done, whatever the other members claim. */
  async whileBusy(place: TopicPartition, work: () => Promise<void>): Promise<void> {
    this.busy = place;
    try {
      await work();
    } finally {
      this.busy = undefined;
    }
    if (this.find(place)?.mine === false) await this.renew();
  }

  async commit(place: TopicPartition, nextOffset: bigint): Promise<void> {
    const { rowCount } = await this.pool.query(
      `INSERT INTO ${this.schema}.group_offsets (group_id, topic, partition, next_offset)
       SELECT group_id, topic, partition, $5 FROM ${this.schema}.partition_leases
         WHERE group_id = $1 AND topic = $2 AND partition = $3 AND member_id = $4
       ON CONFLICT (group_id, topic, partition) DO UPDATE SET next_offset = excluded.next_offset, committed_at = clock_timestamp()`,
      [this.group, place.topic, place.partition, this.member, nextOffset.toString()],
    );
    const held = this.find(place);
    if (rowCount === 0 || !held) throw this.lost(place);
    held.committed = nextOffset;
  }

  async heartbeat(place: TopicPartition): Promise<void> {
    await this.renewWhenDue();
    if (!this.find(place)) throw this.lost(place);
  }

  async leave(): Promise<void> {
    await this.renewing?.catch(() => undefined);
    await inTransaction(this.pool, async (client) => {
      await client.query(`DELETE FROM ${this.schema}.partition_leases WHERE group_id = $1 AND member_id = $2`, [this.group, this.member]);
      await client.query(`DELETE FROM ${this.schema}.group_members WHERE group_id = $1 AND member_id = $2`, [this.group, this.member]);
    });
    this.held.clear();
  }

  private async exchange(): Promise<void> {
    const { rows } = await this.pool.query<HeldRow>(
      `SELECT topic, partition, committed, mine FROM ${this.schema}.renew_membership($1, $2, $3, $4 * interval '1 millisecond', $5, $6)`,
      [this.group, this.member, this.topics, this.leaseMs, this.busy?.topic ?? null, this.busy?.partition ?? null],
    );
    this.held = new Map(rows.map((row) => [nameOf(row), this.take(row)]));
    this.renewedAt = performance.now();
  }

  private take(row: HeldRow): Held {
    const known = this.find(row);
    const committed = BigInt(row.committed);
    const { topic, partition, mine } = row;
    if (!known) return { topic, partition, mine, committed, position: committed };
    return Object.assign(known, { mine, committed: committed > known.committed ? committed : known.committed });
  }

  private lost(place: TopicPartition): AssignmentLostError {
    this.held.delete(nameOf(place));
    return new AssignmentLostError(place.topic, place.partition);
  }
}
