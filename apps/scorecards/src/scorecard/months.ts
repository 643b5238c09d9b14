import { decemberOf, januaryOf, type Month, monthsFrom } from '@komitmen/kernel';
import { isSlice } from '../chain/headcount';
import type { Knowledge } from '../chain/knowledge';
import { personsPaidIn } from '../chain/payment';
import { asInput, computed, type Figure, unknownFigure } from '../figure/figure';
import { disbursementView } from '../chain/payment-view';
import { lastPaidMonth } from '../rules/coverage-ends';

export interface MonthCell {
  readonly month: Month;
  readonly committed: Figure;
  readonly paid: Figure;
  readonly protected: Figure;
  /** The last month that is paid. */
  readonly ends: boolean;
}

/** January to December. A month that nothing is recorded about is unknown, not unpaid. */
export function monthsOf(knowledge: Knowledge): MonthCell[] {
  const { fiscalYear } = knowledge;
  const last = lastPaidMonth(knowledge);
  return monthsFrom(januaryOf(fiscalYear), decemberOf(fiscalYear)).map((month) => ({
    month,
    committed: committedIn(knowledge, month),
    paid: paidIn(knowledge, month),
    protected: protectedIn(knowledge, month),
    ends: month === last,
  }));
}

function committedIn({ commitment, government }: Knowledge, month: Month): Figure {
  const pledges = commitment.pledges.map(({ accepted }) => accepted).filter(({ pledgedMonths }) => pledgedMonths?.includes(month) === true);
  if (pledges.length === 0) return unknownFigure('month.committed', 'persons', government);
  const eventIds = pledges.map(({ eventId }) => eventId);
  return computed(
    'month.committed',
    'persons',
    pledges.reduce((sum, { persons }) => sum + persons, 0),
    'exact',
    'sum',
    { government, eventIds },
  );
}

function paidIn(knowledge: Knowledge, month: Month): Figure {
  const { payments, government } = knowledge;
  const covering = payments.standing.filter(({ months }) => months.includes(month));
  const persons = personsPaidIn(payments, month);
  if (covering.length === 0 || persons === undefined) return unknownFigure('month.paid', 'persons', government);
  const eventIds = covering.map(({ paid }) => paid.eventId);
  return computed('month.paid', 'persons', persons, 'exact', 'R2', {
    government,
    eventIds,
    inputs: [asInput(disbursementView(knowledge).figure)],
  });
}

function protectedIn({ headcount, government }: Knowledge, month: Month): Figure {
  const parts = (headcount.accepted?.parts ?? []).map(({ accepted }) => accepted).filter(({ months }) => months?.includes(month) === true);
  const [first] = parts;
  const persons = parts.reduce((sum, part) => sum + part.persons, 0);
  if (first === undefined || (persons === 0 && parts.every(isSlice))) return unknownFigure('month.protected', 'persons', government);
  const eventIds = parts.map(({ eventId }) => eventId);
  return {
    state: persons === 0 ? 'asserted-zero' : 'known',
    value: String(persons),
    unit: 'persons',
    qualifier: headcount.accepted?.qualifier ?? first.qualifier,
    label: 'month.protected',
    government,
    eventIds,
  };
}
