import type { RuleName } from '@komitmen/contracts';
import type { BusinessDate, FiscalYear, Link } from '@komitmen/kernel';
import type { Knowledge } from '../chain/knowledge';
import type { Fact } from '../facts/fact';
import type { Figure, FigureSource } from '../figure/figure';

export interface Evidence {
  readonly statement: string;
  readonly source: FigureSource | null;
}

/** What would clear a flag, as a code with its numbers: texts belong to the screens and letters. */
export interface Clears {
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
}

interface Answer {
  readonly reason: string;
  readonly params: Readonly<Record<string, string>>;
}
export interface Grounds {
  readonly inputs: readonly Figure[];
  readonly evidence: readonly Evidence[];
  readonly clears: Clears;
}
export interface Failed extends Answer {
  readonly outcome: 'failed';
  /** Asked for once a flag is shown: most verdicts are those of days that are over, which only have to be there. */
  readonly grounds: () => Grounds;
}
export type Verdict = Failed | (Answer & { readonly outcome: 'passed' | 'not-evaluated' });

export interface Rule {
  readonly name: RuleName;
  /** The link that is failing where the rule fails. */
  readonly link: Link;
  /** The parameter in force before an administrator sets one; null: not set, so the rule is not evaluated. */
  readonly initialParameter: string | null;
  /** What a parameter looks like; a rule without one takes none. */
  readonly parameterPattern: RegExp | null;
  readonly evaluate: (knowledge: Knowledge, parameter: string | null) => Verdict;
  /** Days, beside those on which something becomes known, on which the verdict may change by the calendar alone. */
  readonly turningDays: (history: History, parameter: string | null) => readonly BusinessDate[];
}

/** Everything known up to some day, for finding the days that matter. */
export interface History {
  readonly fiscalYear: FiscalYear;
  readonly facts: readonly Fact[];
  /** First days of the months in which the calendar alone may change something. */
  readonly monthFirsts: readonly BusinessDate[];
}

export const passed = (reason: string, params: Readonly<Record<string, string>> = {}): Verdict => ({ outcome: 'passed', reason, params });
export const notEvaluated = (reason: string, params: Readonly<Record<string, string>> = {}): Verdict => ({
  outcome: 'not-evaluated',
  reason,
  params,
});

export const failed = (reason: string, params: Readonly<Record<string, string>>, grounds: () => Grounds): Verdict => ({
  outcome: 'failed',
  reason,
  params,
  grounds,
});

/** What a rule has found by itself, followed by what sources say about the figures it looked at. */
export const found = (statement: string, ...figures: readonly Figure[]): Evidence[] =>
  distinct([{ statement, source: null }, ...figures.flatMap(statementsOf)]);

/** One report may speak of several parts in the same words. */
const distinct = (evidence: readonly Evidence[]): Evidence[] => [
  ...new Map(evidence.map((item) => [`${item.statement} ${item.source?.title ?? ''}`, item])).values(),
];

/** Every statement that a source has made about the figure or a part of it, or in dispute of it. */
function statementsOf({ statement, source, inputs = [], disputed = [] }: Figure): Evidence[] {
  const own = typeof statement === 'string' ? [{ statement, source: source ?? null }] : [];
  return [...own, ...inputs.flatMap(statementsOf), ...disputed.flatMap(statementsOf)];
}

/**
 * The accepted figure and whatever disputes it, in the sources' own words. Where a source's words are not recorded, a
 * sentence of ours names the source, but is not put into its mouth: it carries none.
 */
export function evidenceOf(figure: Figure, otherwise: string): Evidence[] {
  const voices = [figure, ...(figure.disputed ?? [])];
  const evidence = voices.flatMap((voice, index): Evidence[] => {
    const statements = statementsOf({ ...voice, disputed: [] });
    if (statements.length > 0) return statements;
    const sentence = index === 0 ? otherwise : `Laporan lain menyebut ${voice.value ?? '-'}.`;
    return [{ statement: voice.source ? `${sentence} (${voice.source.title})` : sentence, source: null }];
  });
  return distinct(evidence);
}

export const DATE_PARAMETER = /^\d{4}-\d{2}-\d{2}$/;
export const never = (): readonly BusinessDate[] => [];
