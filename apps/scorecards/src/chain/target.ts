import { claimOf, type Claim, settle, type Settled } from '../facts/acceptance';
import { type Fact, type FactOf, factsOf } from '../facts/fact';
import type { Figure } from '../figure/figure';
import { provenance } from '../figure/recorded-figure';

export interface TargetClaim extends Claim {
  readonly fact: FactOf<'regencies.target-set.v1'>;
}

export const targetOf = (facts: readonly Fact[]): Settled<TargetClaim> | undefined =>
  settle(
    factsOf(facts, 'regencies.target-set.v1').map((fact) => ({
      value: `${fact.data.share} ${fact.data.denominator}`,
      months: null,
      fact,
      ...claimOf(fact),
    })),
  );

export const targetFigure = ({ fact }: TargetClaim): Figure => ({
  state: 'known',
  value: fact.data.share,
  unit: 'percent',
  qualifier: 'exact',
  label: 'target',
  definition: fact.data.denominator,
  ...provenance(fact),
});
