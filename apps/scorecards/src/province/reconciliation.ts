import { type Qualifier, weakest } from '@komitmen/kernel';
import { asInput, asPart, computed, type Figure, type FigureSource, isKnown, notComputable, unknownFigure } from '../figure/figure';
import { sumOf } from './totals';

export interface Reconciliation {
  readonly regencies: Figure;
  readonly province: Figure;
  readonly together: Figure;
  readonly stated: Figure | null;
  /** Stated less together, in a field of its own: attributed to nobody. */
  readonly unexplained: Figure | null;
  readonly source: FigureSource | null;
}

/** Regencies plus the province's own, by payer, beside what a source states as the total. */
export function reconcile(regencies: readonly Figure[], province: Figure, stated: Figure | null): Reconciliation {
  const regenciesSum = sumOf('reconciliation.regencies', 'persons', regencies);
  const all = sumOf('reconciliation.together', 'persons', [...regencies, province]);
  const together: Figure = { ...all, inputs: [asInput(regenciesSum), asPart(province)] };
  return {
    regencies: regenciesSum,
    province,
    together,
    stated,
    unexplained: stated === null ? null : unexplainedBetween(stated, together, [...regencies, province]),
    source: stated?.source ?? null,
  };
}

/** A summed figure that holds on a later day than the stated total, which therefore cannot contain it. */
function isLater(part: Figure, { holdsOn: statedOn }: Figure): boolean {
  const { holdsOn } = part;
  return isKnown(part) && typeof holdsOn === 'string' && typeof statedOn === 'string' && holdsOn > statedOn;
}

/** What makes the comparison less than sure: governments without a figure, and figures of another day than the total's. */
function unexplainedBetween(stated: Figure, together: Figure, parts: readonly Figure[]): Figure {
  const missing = [...(together.missing ?? []), ...(parts.some((part) => isLater(part, stated)) ? ['dates-differ'] : [])];
  const inputs = [asInput(stated), asInput(together)];
  if (stated.value === null) return unknownFigure('reconciliation.unexplained', 'persons', '', { government: null, inputs });
  if (together.value === null) return notComputable('reconciliation.unexplained', 'persons', missing, { inputs });
  const qualifiers: Qualifier[] = [stated.qualifier ?? 'exact', together.qualifier ?? 'exact'];
  return computed(
    'reconciliation.unexplained',
    'persons',
    BigInt(stated.value) - BigInt(together.value),
    weakest(qualifiers),
    'difference',
    { inputs, missing },
  );
}
