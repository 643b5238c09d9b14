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
export interface Failed extends Answer {
  readonly outcome: 'failed';
  readonly inputs: readonly Figure[];
  readonly evidence: readonly Evidence[];
  readonly clears: Clears;
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

/** The accepted figure and whatever disputes it, in the sources' own words where they are recorded. */
export function evidenceOf(figure: Figure, otherwise: string): Evidence[] {
  const voices = [figure, ...(figure.disputed ?? [])];
  return voices.map((voice, index) => ({
    statement: voice.statement ?? (index === 0 ? otherwise : `Sumber lain menyebut ${voice.value ?? '-'}.`),
    source: voice.source ?? null,
  }));
}

export const DATE_PARAMETER = /^\d{4}-\d{2}-\d{2}$/;
export const never = (): readonly BusinessDate[] => [];
