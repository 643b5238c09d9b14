import { addDays, type BusinessDate, type FiscalYear } from '@komitmen/kernel';
import { allocationView } from '../chain/allocation-view';
import { commitmentView } from '../chain/commitment-view';
import type { Knowledge } from '../chain/knowledge';
import { asInput, type Figure, type LinkView } from '../figure/figure';
import { type Evidence, evidenceOf, failed, found, type Grounds, notEvaluated, passed, type Rule } from './rule';

/**
 * Joint approval of the next year's original budget by 30 November and of the running year's revised one by 30 September
 * (budget calendar of regional governments), as "MM-DD,MM-DD" in this order.
 */
const BUDGET_DEADLINES = '11-30,09-30';

/** "MM-DD", a day that every year has. */
const DAY_OF_YEAR = '(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))';

export function budgetDeadlines(year: FiscalYear, parameter: string): BusinessDate[] {
  const [original, revised] = parameter.split(',');
  return [`${year - 1}-${original ?? ''}`, `${year}-${revised ?? ''}`] as BusinessDate[];
}

/** The first budget deadline that follows the day on which the earliest standing pledge was made. */
function deadlineAfterCommitment({ commitment, fiscalYear }: Knowledge, parameter: string): BusinessDate | undefined {
  const [madeOn] = commitment.pledges.map((pledge) => pledge.accepted.madeOn).sort();
  return madeOn === undefined ? undefined : budgetDeadlines(fiscalYear, parameter).find((deadline) => madeOn < deadline);
}

/** What the pledge takes: persons, and their cost where the premium is known. */
function needed({ figure, figures }: Pick<LinkView, 'figure' | 'figures'>): Record<string, string> {
  const cost = figures.find(({ label }) => label === 'commitment.cost')?.value ?? null;
  return { ...(figure.value === null ? {} : { persons: figure.value }), ...(cost === null ? {} : { rupiah: cost }) };
}

/** Committed, and declared none; or none recorded after the first budget deadline that follows the commitment's date. */
export const noAllocation: Rule = {
  name: 'no-allocation',
  link: 'allocation',
  initialParameter: BUDGET_DEADLINES,
  parameterPattern: new RegExp(`^${DAY_OF_YEAR},${DAY_OF_YEAR}$`),
  turningDays: ({ fiscalYear }, parameter) =>
    parameter === null ? [] : budgetDeadlines(fiscalYear, parameter).map((deadline) => addDays(deadline, 1)),
  evaluate: (knowledge, parameter) => {
    if (knowledge.commitment.state !== 'positive') return notEvaluated('not-committed');
    const { state } = knowledge.allocation;
    if (state === 'positive') return passed('allocation-recorded');
    const on = (evidence: (allocation: Figure, commitment: Figure) => Evidence[]) => (): Grounds => {
      const [{ figure }, commitment] = [allocationView(knowledge), commitmentView(knowledge)];
      return {
        inputs: [asInput(commitment.figure), figure],
        evidence: evidence(figure, commitment.figure),
        clears: { code: 'record-allocation', params: needed(commitment) },
      };
    };
    if (state === 'declared-none')
      return failed(
        'allocation-declared-none',
        {},
        on((figure) => evidenceOf(figure, 'Dinyatakan tidak ada alokasi.')),
      );
    if (parameter === null) return notEvaluated('parameter-not-set');
    const deadline = deadlineAfterCommitment(knowledge, parameter);
    if (deadline === undefined) return notEvaluated('no-deadline-left');
    if (knowledge.day <= deadline) return notEvaluated('not-due-yet', { deadline });
    const sentence = `Ada komitmen, tetapi alokasi belum dicatat sampai batas penetapan anggaran ${deadline}.`;
    return failed(
      'no-allocation-by-deadline',
      { deadline },
      on((_allocation, commitment) => found(sentence, commitment)),
    );
  },
};
