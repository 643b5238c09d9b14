import { decemberOf, type Month, monthOf, premiumFor } from '@komitmen/kernel';
import { commitmentView } from '../chain/commitment-view';
import type { Knowledge } from '../chain/knowledge';
import { disbursementView } from '../chain/payment-view';
import { asInput, computed } from '../figure/figure';
import { failed, found, notEvaluated, passed, type Rule } from './rule';

const upTo = (months: readonly Month[], current: Month): Month[] => months.filter((month) => month <= current);

/** The current month, or December once the fiscal year is over. */
function lastMonthOf({ day, fiscalYear }: Knowledge): Month {
  const december = decemberOf(fiscalYear);
  return monthOf(day) < december ? monthOf(day) : december;
}

/** Person-months promised up to the current month, by pledges that name a first month. */
function committedPersonMonths({ commitment }: Knowledge, current: Month): bigint | undefined {
  const dated = commitment.pledges.flatMap(({ accepted }) =>
    accepted.pledgedMonths === null ? [] : [{ persons: accepted.persons, months: accepted.pledgedMonths }],
  );
  if (dated.length === 0) return undefined;
  return dated.reduce((sum, pledge) => sum + BigInt(pledge.persons * upTo(pledge.months, current).length), 0n);
}

/** Person-months that SP2D have paid up to the current month; undefined where a pool's rate is not known. */
function paidPersonMonths({ payments }: Knowledge, current: Month): bigint | undefined {
  let paid = 0n;
  for (const { persons, months } of payments.pools) {
    if (persons === undefined) return undefined;
    paid += persons * BigInt(upTo(months, current).length);
  }
  return paid;
}

/** Person-months paid up to the current month < person-months committed up to it, for a commitment with a first month. */
export const paidBelowCommitment: Rule = {
  name: 'paid-below-commitment',
  link: 'disbursement',
  initialParameter: null,
  parameterPattern: null,
  turningDays: ({ monthFirsts }) => monthFirsts,
  evaluate: (knowledge) => {
    const current = lastMonthOf(knowledge);
    const committed = committedPersonMonths(knowledge, current);
    if (committed === undefined) return notEvaluated('commitment-without-first-month');
    if (knowledge.payments.standing.length === 0) return notEvaluated('disbursement-unknown');
    const paid = paidPersonMonths(knowledge, current);
    if (paid === undefined) return notEvaluated('premium-rate-unknown');
    if (paid >= committed) return passed('paid-as-committed');
    const missing = committed - paid;
    const premium = premiumFor('BPU', current);
    return failed('paid-below-committed', { paid: String(paid), committed: String(committed), month: current }, () => {
      const commitment = commitmentView(knowledge).figure;
      return {
        inputs: [
          computed('commitment.person-months-due', 'person-months', committed, 'exact', 'persons x months', {
            inputs: [asInput(commitment)],
          }),
          computed('disbursement.person-months', 'person-months', paid, 'exact', 'R1', {
            inputs: [asInput(disbursementView(knowledge).figure)],
          }),
        ],
        evidence: found(`Dibayar ${paid} dari ${committed} orang-bulan yang dijanjikan sampai ${current}.`, commitment),
        clears: {
          code: 'pay-person-months',
          params: { personMonths: String(missing), ...(premium === undefined ? {} : { rupiah: String(missing * premium) }) },
        },
      };
    });
  },
};
