import { formatRupiah } from '@komitmen/kernel';
import { lineFigure } from '../chain/allocation-view';
import { paidFor } from '../chain/payment';
import { disbursementView } from '../chain/payment-view';
import { asInput } from '../figure/figure';
import { failed, found, never, notEvaluated, passed, type Rule } from './rule';

/** R3: a ceiling in force (DPA, or the DPPA that supersedes it) below what is already disbursed from it. */
export const overspent: Rule = {
  name: 'overspent',
  link: 'disbursement',
  initialParameter: null,
  parameterPattern: null,
  turningDays: never,
  evaluate: (knowledge) => {
    const ceilings = knowledge.allocation.lines.filter((line) => line.executable);
    if (ceilings.length === 0) return notEvaluated('nothing-executable');
    if (knowledge.payments.standing.length === 0) return notEvaluated('disbursement-unknown');
    const exceeded = ceilings
      .map((line) => ({ line, excess: paidFor(knowledge.payments, line.family) - line.amount }))
      .filter(({ excess }) => excess > 0n);
    if (exceeded.length === 0) return passed('within-ceiling');
    const excess = exceeded.reduce((sum, line) => sum + line.excess, 0n);
    return failed('ceiling-below-disbursed', { rupiah: String(excess) }, () => ({
      inputs: [...exceeded.map(({ line }) => asInput(lineFigure(line, 'allocation.line'))), asInput(disbursementView(knowledge).figure)],
      evidence: exceeded.flatMap(({ line, excess: over }) =>
        found(
          `Pagu ${formatRupiah(line.amount)} (${line.fact.data.document.number}) lebih kecil ${formatRupiah(over)} daripada yang telah dicairkan.`,
        ),
      ),
      clears: { code: 'raise-ceiling-or-refund', params: { rupiah: String(excess) } },
    }));
  },
};
