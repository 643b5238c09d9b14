import { addDays, type BusinessDate } from '@komitmen/kernel';
import { DATE_PARAMETER, notEvaluated, passed, type Rule } from './rule';

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
  evaluate: ({ headcount, day, protected: figure, fiscalYear }, dueDate) => {
    if (dueDate === null) return notEvaluated('parameter-not-set');
    if (headcount.reports.length > 0) return passed('headcount-reported', { dueDate });
    if (day <= dueDate) return notEvaluated('not-due-yet', { dueDate });
    return {
      outcome: 'failed',
      reason: 'no-headcount-by-due-date',
      params: { dueDate },
      inputs: [figure],
      evidence: [
        {
          statement: `Belum ada laporan jumlah peserta tahun anggaran ${fiscalYear} yang tercatat sampai batas waktu ${dueDate}.`,
          source: null,
        },
      ],
      clears: { code: 'report-headcount', params: { fiscalYear: String(fiscalYear) } },
    };
  },
};
