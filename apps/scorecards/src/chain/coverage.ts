import { weakest } from '@komitmen/kernel';
import { computed, type Figure, isKnown, notComputable, unknownFigure, withoutHistory } from '../figure/figure';
import { settledFigure } from '../figure/recorded-figure';
import { headcountFigure } from './headcount';
import type { Knowledge } from './knowledge';
import { eligibleClaimFigure } from './stated';

/** Per cent of `part` in `whole` with two decimals, half a hundredth rounded up: "30.70". */
export function percentOf(part: bigint, whole: bigint): string {
  const hundredths = (part * 20_000n + whole) / (whole * 2n);
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

/** The people that a payer protects. */
export const protectedFigure = ({ government, headcount: { accepted } }: Knowledge): Figure =>
  accepted === undefined ? unknownFigure('headcount', 'persons', government) : headcountFigure(accepted);

/** A government's eligible workers. */
export const eligibleFigure = ({ government, stated: { eligible } }: Knowledge): Figure =>
  eligible === undefined ? unknownFigure('eligible-workers', 'persons', government) : settledFigure(eligible, eligibleClaimFigure);

/**
 * Protected per eligible worker. Without both numbers it cannot be computed, and poor people or inhabitants are never
 * taken in place of eligible workers.
 */
export function coverageFigure(knowledge: Knowledge): Figure {
  const people = protectedFigure(knowledge);
  const eligible = eligibleFigure(knowledge);
  const missing = [...(isKnown(people) ? [] : ['headcount']), ...(isKnown(eligible) ? [] : ['eligible-workers'])];
  const parts = {
    numerator: withoutHistory(people),
    denominator: withoutHistory(eligible),
    definition: eligible.definition ?? null,
    government: people.government ?? null,
  };
  if (missing.length > 0 || people.value === null || eligible.value === null) return notComputable('coverage', 'percent', missing, parts);
  if (BigInt(eligible.value) === 0n)
    return { state: 'not-applicable', value: null, unit: 'percent', qualifier: null, label: 'coverage', ...parts };
  const qualifier = weakest([people.qualifier ?? 'exact', eligible.qualifier ?? 'exact']);
  return computed('coverage', 'percent', percentOf(BigInt(people.value), BigInt(eligible.value)), qualifier, 'share', parts);
}
