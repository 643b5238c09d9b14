import { eligibleFigure, protectedFigure } from '../chain/coverage';
import { evidenceOf, failed, never, notEvaluated, passed, type Rule } from './rule';

/** The payer's accepted headcount is an asserted zero, unless its eligible workers are asserted zero too. */
export const zeroCoverage: Rule = {
  name: 'zero-coverage',
  link: 'protection',
  initialParameter: null,
  parameterPattern: null,
  turningDays: never,
  evaluate: (knowledge) => {
    const { accepted } = knowledge.headcount;
    if (accepted === undefined) return notEvaluated('headcount-unknown');
    if (accepted.persons > 0) return passed('headcount-positive');
    if (eligibleFigure(knowledge).state === 'asserted-zero') return passed('nobody-eligible');
    return failed('headcount-asserted-zero', {}, () => ({
      inputs: [protectedFigure(knowledge), eligibleFigure(knowledge)],
      evidence: evidenceOf(protectedFigure(knowledge), 'Jumlah peserta yang iurannya ditanggung dinyatakan nol.'),
      clears: { code: 'protect-somebody', params: { persons: '1' } },
    }));
  },
};
