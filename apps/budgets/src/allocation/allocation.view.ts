import type { AllocationRecorded } from '@komitmen/contracts';
import { allocationRecorded, fundingOf, type Warning, warningsOf } from './allocation';
import { type Ceiling, leftOf } from './ceiling';
import { type FundableView, fundableOf } from './funding';

/** A budget line as the API shows it. */
export interface AllocationView extends Omit<AllocationRecorded, 'allocationId'> {
  readonly id: string;
  /** The line that took its place, once its DPPA stands or while it is still drafted. */
  readonly supersededBy: string | null;
  /** Rupiah paid or on the way from this line and the one it supersedes. */
  readonly committed: string;
  /** Rupiah that may still be paid; "0" when there is nothing. */
  readonly left: string;
  /** R2; null where no premium is known for the segment. */
  readonly fundable: FundableView | null;
  readonly warnings: readonly Warning[];
}

export interface AllocationDetail extends AllocationView {
  /** Oldest first, the present one last. */
  readonly versions: readonly AllocationRecorded[];
}

export function allocationView(ceiling: Ceiling): AllocationView {
  const { line, successor, committed } = ceiling;
  const { allocationId, ...fact } = allocationRecorded(line);
  return {
    id: allocationId,
    ...fact,
    supersededBy: successor?.id ?? null,
    committed: committed.toString(),
    left: leftOf(ceiling).toString(),
    fundable: fundableOf(fundingOf(line)),
    warnings: warningsOf(line, committed),
  };
}
