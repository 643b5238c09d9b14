import type { Link, Qualifier } from '@komitmen/kernel';

export const FIGURE_STATES = [
  'known',
  'asserted-zero',
  'declared-none',
  'unknown',
  'stated',
  'computed',
  'not-computable',
  'not-evaluated',
  'not-applicable',
] as const;
export type FigureState = (typeof FIGURE_STATES)[number];
export const FIGURE_UNITS = ['persons', 'rupiah', 'person-months', 'percent', 'months', 'text'] as const;
export type FigureUnit = (typeof FIGURE_UNITS)[number];

export interface FigureSource {
  readonly title: string;
  readonly publisher?: string | null;
  readonly date: string | null;
  readonly reference?: string | null;
}

/**
 * One figure as a view shows it, able to answer "where does that number come from?". `value` is a canonical decimal
 * ("42950", "30.70"); null wherever there is no number. Unknown, asserted zero and a positive number never share a state.
 */
export interface Figure {
  readonly state: FigureState;
  readonly value: string | null;
  readonly unit: FigureUnit;
  readonly qualifier: Qualifier | null;
  readonly label?: string;
  /** The source's own words. */
  readonly statement?: string | null;
  /** Of the denominator, or what is counted. */
  readonly definition?: string | null;
  readonly holdsOn?: string | null;
  readonly knownOn?: string | null;
  readonly source?: FigureSource | null;
  readonly recordedBy?: { readonly role: string; readonly government: string } | null;
  readonly recordedAt?: string | null;
  readonly document?: { readonly number: string; readonly date: string } | null;
  readonly government?: string | null;
  /** How many parts of a sum are known. */
  readonly known?: { readonly parts: number; readonly of: number } | null;
  readonly rule?: string | null;
  readonly numerator?: Figure | null;
  readonly denominator?: Figure | null;
  readonly inputs?: readonly Figure[];
  /** Replaced values, newest first. */
  readonly earlier?: readonly Figure[];
  /** How many more there were, before those of `earlier`. */
  readonly evenEarlier?: number;
  readonly disputed?: readonly Figure[];
  readonly missing?: readonly string[];
  readonly eventIds?: readonly string[];
}

export type LinkState = 'unknown' | 'declared-none' | 'asserted-zero' | 'positive';

export interface LinkView {
  readonly link: Link;
  readonly state: LinkState;
  readonly figure: Figure;
  readonly figures: readonly Figure[];
  readonly stated: readonly Figure[];
  readonly flags: readonly string[];
}

export const unknownFigure = (label: string, unit: FigureUnit, government: string, more: Partial<Figure> = {}): Figure => ({
  state: 'unknown',
  value: null,
  unit,
  qualifier: null,
  label,
  government,
  ...more,
});

export const notComputable = (label: string, unit: FigureUnit, missing: readonly string[], more: Partial<Figure> = {}): Figure => ({
  state: 'not-computable',
  value: null,
  unit,
  qualifier: null,
  label,
  missing,
  ...more,
});

export const computed = (
  label: string,
  unit: FigureUnit,
  value: bigint | number | string,
  qualifier: Qualifier,
  rule: string,
  more: Partial<Figure> = {},
): Figure => ({
  state: 'computed',
  value: String(value),
  unit,
  qualifier,
  label,
  rule,
  ...more,
});

export const textFigure = (label: string, value: string): Figure => ({ state: 'known', value, unit: 'text', qualifier: 'exact', label });
export const monthsFigure = (label: string, months: number): Figure => ({
  state: 'known',
  value: String(months),
  unit: 'months',
  qualifier: 'exact',
  label,
});

/** A number is there to be added: known, computed, asserted zero, or declared none (which adds nothing). */
export const isKnown = (figure: Figure): boolean => ['known', 'computed', 'asserted-zero', 'declared-none'].includes(figure.state);

/** What a known whole figure contributes to a sum. */
export const amountOf = (figure: Figure): bigint => (figure.value === null ? 0n : BigInt(figure.value));

/** A figure as it stands in another that is about the same thing. */
export function withoutHistory(figure: Figure): Figure {
  const { earlier: _earlier, evenEarlier: _evenEarlier, ...rest } = figure;
  return rest;
}

/** A figure as an input of another: without its own history, disputes and inputs. */
export function asInput(figure: Figure): Figure {
  const { inputs: _inputs, disputed: _disputed, ...rest } = withoutHistory(figure);
  return rest;
}

const EARLIER_IN_A_LIST = 3;

/** A figure as a list shows it: of its history the newest part, so that a list does not grow with every report. */
export function asListed(figure: Figure): Figure {
  const { earlier = [], evenEarlier = 0 } = figure;
  if (earlier.length <= EARLIER_IN_A_LIST) return figure;
  return { ...figure, earlier: earlier.slice(0, EARLIER_IN_A_LIST), evenEarlier: evenEarlier + earlier.length - EARLIER_IN_A_LIST };
}

/** What the figure itself is, for a sum of many: the whole of it stands in the part's own row. */
export const asPart = ({ state, value, unit, qualifier, label, government }: Figure): Figure => ({
  state,
  value,
  unit,
  qualifier,
  ...(label === undefined ? {} : { label }),
  ...(government === undefined ? {} : { government }),
});
