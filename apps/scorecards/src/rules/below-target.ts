import { addMonths, firstDayOf, type Month, monthOf, premiumFor } from '@komitmen/kernel';
import { coverageFigure, eligibleFigure, protectedFigure } from '../chain/coverage';
import { targetFigure } from '../chain/target';
import { failed, found, notEvaluated, passed, type Rule } from './rule';

const SHARE_SCALE = 10_000n;

/** A share of up to four decimals as whole ten-thousandths of a per cent. */
function scaledShare(share: string): bigint {
  const [whole = '0', decimals = ''] = share.split('.');
  return BigInt(whole) * SHARE_SCALE + BigInt(decimals.padEnd(4, '0'));
}

/** Persons needed for a share of the eligible, rounded up to a whole person. */
function personsFor(share: string, eligible: bigint): bigint {
  const whole = 100n * SHARE_SCALE;
  return (scaledShare(share) * eligible + whole - 1n) / whole;
}

/** Coverage below the target once its month has passed, both with the same definition of the denominator. */
export const belowTarget: Rule = {
  name: 'below-target',
  link: 'protection',
  initialParameter: null,
  parameterPattern: /^\d{4}-(0[1-9]|1[0-2])$/,
  turningDays: (_history, due) => (due === null ? [] : [firstDayOf(addMonths(due as Month, 1))]),
  evaluate: (knowledge, due) => {
    const { target, day } = knowledge;
    if (due === null) return notEvaluated('parameter-not-set');
    if (target === undefined) return notEvaluated('target-unknown', { due });
    const [coverage, people, eligible] = [coverageFigure(knowledge), protectedFigure(knowledge), eligibleFigure(knowledge)];
    if (coverage.state !== 'computed' || people.value === null || eligible.value === null)
      return notEvaluated('coverage-not-computable', { due });
    const { share, denominator } = target.accepted.fact.data;
    if (eligible.definition !== denominator) return notEvaluated('definitions-differ', { due });
    const needed = personsFor(share, BigInt(eligible.value));
    const missing = needed - BigInt(people.value);
    if (missing <= 0n) return passed('target-reached', { due, share });
    if (monthOf(day) <= due) return notEvaluated('not-due-yet', { due, share });
    const premium = premiumFor('BPU', monthOf(day));
    return failed('coverage-below-target', { due, share }, () => {
      const figure = targetFigure(target.accepted);
      return {
        inputs: [coverage, figure],
        evidence: found(`Cakupan ${coverage.value ?? '-'} % di bawah target ${share} %.`, figure, people, eligible),
        clears: {
          code: 'protect-more',
          params: { persons: String(missing), ...(premium === undefined ? {} : { rupiahPerMonth: String(missing * premium) }) },
        },
      };
    });
  },
};
