import { Injectable } from '@nestjs/common';
import { type Rupiah, rupiah } from '@komitmen/kernel';
import { isUuid } from '@komitmen/platform';
import { type EntityManager, In } from 'typeorm';
import type { Allocation } from './allocation';
import { allocationOf, AllocationRow } from './allocation.entity';
import type { Ceiling } from './ceiling';

/** A line and the one it supersedes have one ceiling; the older of them, its root, is what is locked. */
const rootOf = (line: Allocation): string => line.supersedes ?? line.id;

/** Reads budget lines together with the ceiling that they share. */
@Injectable()
export class LinesReader {
  async find(manager: EntityManager, id: string): Promise<Allocation | undefined> {
    const row = isUuid(id) ? await manager.findOneBy(AllocationRow, { id }) : null;
    return row ? allocationOf(row) : undefined;
  }

  /** The line of that id, its row locked until the transaction ends. */
  async lock(tx: EntityManager, id: string): Promise<Allocation | undefined> {
    const row = isUuid(id) ? await tx.findOne(AllocationRow, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
    return row ? allocationOf(row) : undefined;
  }

  /**
   * The line with its ceiling, locked at the ceiling's root: whoever comes second waits here, and then reads what the
   * first has taken. Locks go from the older line to the newer, so that no two wait for each other.
   */
  async lockCeiling(tx: EntityManager, id: string): Promise<Ceiling | undefined> {
    const seen = await this.find(tx, id);
    if (!seen) return undefined;
    if (seen.supersedes !== null) await this.lock(tx, seen.supersedes);
    const line = await this.lock(tx, id);
    return line && (await this.ceilings(tx, [line]))[0];
  }

  async ceilings(manager: EntityManager, lines: readonly Allocation[]): Promise<Ceiling[]> {
    if (lines.length === 0) return [];
    const successors = await manager.findBy(AllocationRow, { supersedes: In(lines.map(({ id }) => id)) });
    const committed = await this.committed(manager, lines.map(rootOf));
    return lines.map((line) => {
      const successor = successors.find(({ supersedes }) => supersedes === line.id);
      return { line, successor: successor && allocationOf(successor), committed: committed.get(rootOf(line)) ?? rupiah(0) };
    });
  }

  private async committed(manager: EntityManager, roots: readonly string[]): Promise<Map<string, Rupiah>> {
    const sums = await manager.query<{ root: string; committed: string }[]>(
      `SELECT coalesce(a.supersedes, a.id) AS root, sum(d.amount) AS committed
         FROM budgets.disbursement d JOIN budgets.allocation a ON a.id = d.allocation_id
        WHERE coalesce(a.supersedes, a.id) = ANY($1) AND d.stage NOT IN ('rejected', 'refunded')
        GROUP BY 1`,
      [roots],
    );
    return new Map(sums.map(({ root, committed }) => [root, rupiah(BigInt(committed))]));
  }
}
