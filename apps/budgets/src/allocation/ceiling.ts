import { DomainError, formatRupiah, type Rupiah, rupiah } from '@komitmen/kernel';
import { type Allocation, type ExecutableAllocation, isInForce, requireNotSuperseded } from './allocation';

/**
 * A line with the one that supersedes it: they share one ceiling, and all that is paid from either counts against it.
 * The service holds the older line's row locked while it decides, so that two officers cannot both take what is left.
 */
export interface Ceiling {
  /** The line to be paid from. */
  readonly line: Allocation;
  readonly successor: Allocation | undefined;
  /** Sum of all payments from the line, its predecessor and its successor that were neither rejected nor refunded. */
  readonly committed: Rupiah;
}

/** Only a DPA or DPPA gives the right to pay. @throws DomainError `allocation-not-executable`. */
export function requireExecutable(line: Allocation): ExecutableAllocation {
  if (line.stage === 'executable') return line;
  const reason = line.stage === 'closed' ? 'sudah ditutup' : 'belum memiliki DPA atau DPPA';
  const message = `Alokasi ${line.document.number} ${reason}, jadi belum dapat direalisasikan. Catat dulu tahap DPA atau DPPA-nya.`;
  const closed = `Alokasi ${line.document.number} ${reason}, jadi tidak dapat direalisasikan lagi.`;
  throw new DomainError('conflict', 'allocation-not-executable', line.stage === 'closed' ? closed : message, {
    allocationId: line.id,
    stage: line.stage,
  });
}

/** A superseded line accepts no new payment. @throws DomainError `allocation-superseded`, `allocation-not-executable`. */
export function requirePayable({ line, successor }: Ceiling): ExecutableAllocation {
  requireNotSuperseded(line, successor);
  return requireExecutable(line);
}

/**
 * R3: no disbursement above the ceiling in force. DPPA supersedes DPA, they never add.
 * @throws DomainError `ceiling-exceeded` with the ceiling and what is left of it.
 */
export function requireWithinCeiling({ line, successor, committed }: Ceiling, amount: Rupiah): void {
  const ceiling = isInForce(successor) ? successor.amount : line.amount;
  if (committed + amount <= ceiling) return;
  const left = rupiah(committed < ceiling ? ceiling - committed : 0n);
  const message = `Jumlah ${formatRupiah(amount)} melampaui pagu ${formatRupiah(ceiling)}. Sisa yang masih dapat direalisasikan ${formatRupiah(left)}.`;
  throw new DomainError('unprocessable', 'ceiling-exceeded', message, {
    field: 'amount',
    value: amount.toString(),
    ceiling: ceiling.toString(),
    committed: committed.toString(),
    left: left.toString(),
  });
}

/** What may still be paid from the line; nothing from one that is superseded. */
export function leftOf({ line, successor, committed }: Ceiling): Rupiah {
  return rupiah(isInForce(successor) || committed >= line.amount ? 0n : line.amount - committed);
}
