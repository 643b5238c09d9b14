import { addDays, type BusinessDate } from '@komitmen/kernel';
import { protectedFigure } from '../chain/coverage';
import { DATE_PARAMETER, failed, found, notEvaluated, passed, type Rule } from './rule';

/**
 * The due date for headcounts lies before the day and the payer has reported nothing for the fiscal year. Unknown is
 * not late: before the due date the rule says nothing.
 */
export const noData: Rule = {
  name: 'no-data',
  link: 'protection',
  initialParameter: null,
  parameterPattern: DATE_PARAMETER,
  turningDays: (_history, dueDate) => (dueDate === null ? [] : [addDays(dueDate as BusinessDate, 1)]),
  evaluate: (knowledge, dueDate) => {
    if (dueDate === null) return notEvaluated('parameter-not-set');
    if (knowledge.headcount.reports.length > 0) return passed('headcount-reported', { dueDate });
    if (knowledge.day <= dueDate) return notEvaluated('not-due-yet', { dueDate });
    return failed('no-headcount-by-due-date', { dueDate }, () => ({
      inputs: [protectedFigure(knowledge)],
      evidence: found(
        `Belum ada laporan jumlah peserta tahun anggaran ${knowledge.fiscalYear} yang tercatat sampai batas waktu ${dueDate}.`,
      ),
      clears: { code: 'report-headcount', params: { fiscalYear: String(knowledge.fiscalYear) } },
    }));
  },
};
