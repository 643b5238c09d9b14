import { evidenceOf, never, notEvaluated, passed, type Rule } from './rule';

/** The payer's accepted headcount is an asserted zero, unless its eligible workers are asserted zero too. */
export const zeroCoverage: Rule = {
  name: 'zero-coverage',
  link: 'protection',
  initialParameter: null,
  parameterPattern: null,
  turningDays: never,
  evaluate: ({ headcount, protected: figure, eligible }) => {
    if (headcount.accepted === undefined) return notEvaluated('headcount-unknown');
    if (headcount.accepted.persons > 0) return passed('headcount-positive');
    if (eligible.state === 'asserted-zero') return passed('nobody-eligible');
    return {
      outcome: 'failed',
      reason: 'headcount-asserted-zero',
      params: {},
      inputs: [figure, eligible],
      evidence: evidenceOf(figure, 'Jumlah peserta yang iurannya ditanggung dinyatakan nol.'),
      clears: { code: 'protect-somebody', params: { persons: '1' } },
    };
  },
};
