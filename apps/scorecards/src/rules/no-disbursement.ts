import { addDays, type BusinessDate, formatRupiah } from '@komitmen/kernel';
import type { Line } from '../chain/allocation';
import { lineFigure } from '../chain/allocation-view';
import type { Knowledge } from '../chain/knowledge';
import { paidFor } from '../chain/payment';
import { factsOf } from '../facts/fact';
import { asInput } from '../figure/figure';
import { failed, found, notEvaluated, passed, type Rule } from './rule';

/** Only money that can still be spent is waited for: a closed line pays nothing any more. */
const isOpen = ({ executable, fact }: Line): boolean => executable && fact.data.stage !== 'closed';

const lastDayFor = (executableFrom: BusinessDate, days: string): BusinessDate => addDays(executableFrom, Number(days));

/** Executable for more than `days` days without SP2D, neither of the line itself nor of one it supersedes. */
const isUnpaid = ({ payments, day }: Knowledge, { executableFrom, family }: Line, days: string): boolean =>
  executableFrom !== undefined && day > lastDayFor(executableFrom, days) && paidFor(payments, family) === 0n;

export const noDisbursement: Rule = {
  name: 'no-disbursement',
  link: 'disbursement',
  initialParameter: null,
  parameterPattern: /^([1-9]\d{0,2})$/,
  turningDays: ({ facts }, days) =>
    days === null
      ? []
      : factsOf(facts, 'budgets.allocation-recorded.v1').map((fact) => addDays(lastDayFor(fact.data.holdsOn as BusinessDate, days), 1)),
  evaluate: (knowledge, days) => {
    if (days === null) return notEvaluated('parameter-not-set');
    const executable = knowledge.allocation.lines.filter(isOpen);
    if (executable.length === 0) return notEvaluated('nothing-executable', { days });
    const unpaid = executable.filter((line) => isUnpaid(knowledge, line, days));
    if (unpaid.length === 0) return passed('disbursed-or-not-due-yet', { days });
    const amount = unpaid.reduce((sum, line) => sum + line.amount, 0n);
    return failed('executable-without-disbursement', { days, lines: String(unpaid.length) }, () => ({
      inputs: unpaid.map((line) => asInput(lineFigure(line, 'allocation.line'))),
      evidence: unpaid.flatMap((line) =>
        found(
          `${formatRupiah(line.amount)} dapat dibelanjakan sejak ${line.executableFrom ?? '-'} (${line.fact.data.document.number}), belum ada SP2D.`,
        ),
      ),
      clears: { code: 'disburse', params: { rupiah: String(amount) } },
    }));
  },
};
