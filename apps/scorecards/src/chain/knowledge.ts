import type { BusinessDate, FiscalYear, GovernmentCode } from '@komitmen/kernel';
import { asKnownOn, type Fact } from '../facts/fact';
import { type Figure, unknownFigure } from '../figure/figure';
import { settledFigure } from '../figure/recorded-figure';
import type { Settled } from '../facts/acceptance';
import { type Allocation, allocationOf } from './allocation';
import { type Commitment, commitmentOf } from './commitment';
import { coverageOf } from './coverage';
import { type HeadcountKnowledge, headcountOf } from './headcount';
import { type Payments, paymentsOf } from './payment';
import { eligibleFigure, type Stated, statedOf } from './stated';
import { type TargetClaim, targetOf } from './target';

/** Everything that is known about one government and fiscal year at the end of a day. */
export interface Knowledge {
  readonly government: GovernmentCode;
  readonly fiscalYear: FiscalYear;
  readonly day: BusinessDate;
  readonly facts: readonly Fact[];
  readonly commitment: Commitment;
  readonly allocation: Allocation;
  readonly payments: Payments;
  readonly headcount: HeadcountKnowledge;
  readonly stated: Stated;
  readonly target: Settled<TargetClaim> | undefined;
  readonly protected: Figure;
  readonly eligible: Figure;
  readonly coverage: Figure;
}

export function knowledgeOn(government: GovernmentCode, fiscalYear: FiscalYear, all: readonly Fact[], day: BusinessDate): Knowledge {
  const facts = asKnownOn(all, day);
  const headcount = headcountOf(facts);
  const stated = statedOf(facts);
  const people = headcount.accepted?.figure ?? unknownFigure('headcount', 'persons', government);
  const eligible =
    stated.eligible === undefined
      ? unknownFigure('eligible-workers', 'persons', government)
      : settledFigure(stated.eligible, eligibleFigure);
  return {
    government,
    fiscalYear,
    day,
    facts,
    commitment: commitmentOf(facts, fiscalYear),
    allocation: allocationOf(facts, fiscalYear),
    payments: paymentsOf(facts),
    headcount,
    stated,
    target: targetOf(facts),
    protected: people,
    eligible,
    coverage: coverageOf(people, eligible),
  };
}
