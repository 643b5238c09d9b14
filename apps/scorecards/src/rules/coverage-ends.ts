import { addMonths, decemberOf, type Month, monthOf } from '@komitmen/kernel';
import { protectedFigure } from '../chain/coverage';
import type { Knowledge } from '../chain/knowledge';
import { disbursementView, paidMonthsOf } from '../chain/payment-view';
import { asInput, textFigure } from '../figure/figure';
import { failed, found, notEvaluated, passed, type Rule } from './rule';

/** The last month that an SP2D pays, or that a headcount report says is paid. */
export const lastPaidMonth = ({ payments, headcount }: Pick<Knowledge, 'payments' | 'headcount'>): Month | undefined =>
  [...paidMonthsOf(payments), ...(headcount.accepted?.months ?? [])].sort().at(-1);

/** The last paid month lies before the current one, or within W months of it. Once the year is over it says nothing more. */
export const coverageEnds: Rule = {
  name: 'coverage-ends',
  link: 'protection',
  initialParameter: '1',
  parameterPattern: /^([0-9]|1[0-2])$/,
  turningDays: ({ monthFirsts }) => monthFirsts,
  evaluate: (knowledge, months) => {
    if (months === null) return notEvaluated('parameter-not-set');
    const last = lastPaidMonth(knowledge);
    if (last === undefined) return notEvaluated('paid-months-unknown', { months });
    const current = monthOf(knowledge.day);
    if (current > decemberOf(knowledge.fiscalYear)) return notEvaluated('fiscal-year-over', { months });
    if (last > addMonths(current, Number(months))) return passed('paid-beyond', { months, last });
    return failed(last < current ? 'coverage-ended' : 'coverage-ends-soon', { months, last }, () => {
      const paid = disbursementView(knowledge).figure;
      const figure = paid.state === 'unknown' ? protectedFigure(knowledge) : paid;
      return {
        inputs: [textFigure('last-paid-month', last), asInput(figure)],
        evidence: found(`Bulan terakhir yang dibayar: ${last}.`, { ...figure, disputed: [] }),
        clears: { code: 'pay-further-months', params: { from: addMonths(last, 1) } },
      };
    });
  },
};
