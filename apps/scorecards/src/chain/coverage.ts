import { weakest } from '@komitmen/kernel';
import { computed, type Figure, isKnown, notComputable } from '../figure/figure';

/** Per cent of `part` in `whole` with two decimals, half a hundredth rounded up: "30.70". */
export function percentOf(part: bigint, whole: bigint): string {
  const hundredths = (part * 20_000n + whole) / (whole * 2n);
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

/**
 * Protected per eligible worker. Without both numbers it cannot be computed, and poor people or inhabitants are never
 * taken in place of eligible workers.
 */
export function coverageOf(protectedFigure: Figure, eligible: Figure): Figure {
  const missing = [...(isKnown(protectedFigure) ? [] : ['headcount']), ...(isKnown(eligible) ? [] : ['eligible-workers'])];
  const parts = {
    numerator: protectedFigure,
    denominator: eligible,
    definition: eligible.definition ?? null,
    government: protectedFigure.government ?? null,
  };
  if (missing.length > 0 || protectedFigure.value === null || eligible.value === null)
    return notComputable('coverage', 'percent', missing, parts);
  if (BigInt(eligible.value) === 0n)
    return { state: 'not-applicable', value: null, unit: 'percent', qualifier: null, label: 'coverage', ...parts };
  const qualifier = weakest([protectedFigure.qualifier ?? 'exact', eligible.qualifier ?? 'exact']);
  return computed('coverage', 'percent', percentOf(BigInt(protectedFigure.value), BigInt(eligible.value)), qualifier, 'share', parts);
}
