import { type BusinessDate, decemberOf, type FiscalYear, firstDayOf, addMonths, monthOf, monthsFrom } from '@komitmen/kernel';
import type { Fact } from '../facts/fact';
import { RULE_BOOK, type RuleParameter } from '../rules/rule-book';
import type { History } from '../rules/rule';

/**
 * The days up to `day` on which a verdict can differ from the day before: something became known, or the calendar passed
 * a date that some rule waits for. Between two of them nothing changes, so no other day needs evaluating. Parameters that
 * were set later only add days, which does no harm.
 */
export function candidateDays(
  facts: readonly Fact[],
  parameters: readonly RuleParameter[],
  fiscalYear: FiscalYear,
  day: BusinessDate,
): BusinessDate[] {
  const known = [...facts.map((fact) => fact.knownOn), ...parameters.map((parameter) => parameter.knownOn)]
    .filter((date) => date <= day)
    .sort();
  const first = known[0] ?? day;
  const history: History = { fiscalYear, facts, monthFirsts: monthFirsts(first, day, fiscalYear) };
  const turning = RULE_BOOK.flatMap((rule) => {
    const values = [rule.initialParameter, ...parameters.filter(({ rule: name }) => name === rule.name).map(({ parameter }) => parameter)];
    return [...new Set(values)].flatMap((value) => rule.turningDays(history, value));
  });
  const days = [...known, ...turning, day].filter((date) => date >= first && date <= day);
  return [...new Set(days)].sort();
}

/** Up to the first day after the fiscal year: later months change nothing about it. */
function monthFirsts(first: BusinessDate, day: BusinessDate, fiscalYear: FiscalYear): BusinessDate[] {
  const after = addMonths(decemberOf(fiscalYear), 1);
  const last = monthOf(day) < after ? monthOf(day) : after;
  return monthsFrom(monthOf(first), last).map(firstDayOf);
}
