import { addDays, type BusinessDate } from '@komitmen/kernel';
import { commitmentView } from '../chain/commitment-view';
import type { Figure } from '../figure/figure';
import { DATE_PARAMETER, type Evidence, evidenceOf, failed, found, type Grounds, notEvaluated, passed, type Rule } from './rule';

/** Declared none; or, after the due date, none recorded. */
export const noCommitment: Rule = {
  name: 'no-commitment',
  link: 'commitment',
  initialParameter: null,
  parameterPattern: DATE_PARAMETER,
  turningDays: (_history, dueDate) => (dueDate === null ? [] : [addDays(dueDate as BusinessDate, 1)]),
  evaluate: (knowledge, dueDate) => {
    const { state } = knowledge.commitment;
    const on = (evidence: (figure: Figure) => Evidence[]) => (): Grounds => {
      const { figure } = commitmentView(knowledge);
      const clears = { code: 'record-commitment', params: { fiscalYear: String(knowledge.fiscalYear) } };
      return { inputs: [figure], evidence: evidence(figure), clears };
    };
    if (state === 'declared-none')
      return failed(
        'commitment-declared-none',
        {},
        on((figure) => evidenceOf(figure, 'Dinyatakan tidak ada komitmen.')),
      );
    if (state !== 'unknown') return passed('commitment-recorded');
    if (dueDate === null) return notEvaluated('parameter-not-set');
    if (knowledge.day <= dueDate) return notEvaluated('not-due-yet', { dueDate });
    return failed(
      'no-commitment-by-due-date',
      { dueDate },
      on(() => found(`Komitmen belum dicatat sampai ${dueDate}.`)),
    );
  },
};
