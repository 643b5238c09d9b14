import { addDays, type BusinessDate } from '@komitmen/kernel';
import { commitmentView } from '../chain/commitment-view';
import { DATE_PARAMETER, evidenceOf, notEvaluated, passed, type Rule, type Verdict } from './rule';

/** Declared none; or, after the due date, none recorded. */
export const noCommitment: Rule = {
  name: 'no-commitment',
  link: 'commitment',
  initialParameter: null,
  parameterPattern: DATE_PARAMETER,
  turningDays: (_history, dueDate) => (dueDate === null ? [] : [addDays(dueDate as BusinessDate, 1)]),
  evaluate: (knowledge, dueDate): Verdict => {
    const { state, figure } = commitmentView(knowledge);
    const clears = { code: 'record-commitment', params: { fiscalYear: String(knowledge.fiscalYear) } };
    if (state === 'declared-none')
      return {
        outcome: 'failed',
        reason: 'commitment-declared-none',
        params: {},
        inputs: [figure],
        evidence: evidenceOf(figure, 'Dinyatakan tidak ada komitmen.'),
        clears,
      };
    if (state !== 'unknown') return passed('commitment-recorded');
    if (dueDate === null) return notEvaluated('parameter-not-set');
    if (knowledge.day <= dueDate) return notEvaluated('not-due-yet', { dueDate });
    const evidence = [{ statement: `Komitmen belum dicatat sampai ${dueDate}.`, source: null }];
    return { outcome: 'failed', reason: 'no-commitment-by-due-date', params: { dueDate }, inputs: [figure], evidence, clears };
  },
};
