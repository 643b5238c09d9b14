import type { Figure, FlagView, ScorecardRow } from '../api/types';

/** What the map can be coloured by, the first one first. */
export const MEASURES = ['protection', 'commitment', 'allocation', 'disbursement', 'receipt', 'coverage'] as const;
export type Measure = (typeof MEASURES)[number];
export const isMeasure = (text: string | null): text is Measure => MEASURES.some((measure) => measure === text);

export const figureOf = (row: ScorecardRow, measure: Measure): Figure => (measure === 'coverage' ? row.coverage : row.links[measure]);

export const SHADES = 5;
export type Shade = 'alarm' | 'unknown' | 'muted' | 0 | 1 | 2 | 3 | 4;

/** Between linear, which hides the small, and a square root, which makes the large look alike. */
const EXPONENT = 0.7;

const shadeIndex = (share: number): 0 | 1 | 2 | 3 | 4 => {
  const index = Math.min(SHADES - 1, Math.floor(SHADES * share ** EXPONENT));
  return index <= 0 ? 0 : index === 1 ? 1 : index === 2 ? 2 : index === 3 ? 3 : 4;
};

export const largest = (figures: readonly Figure[]): number => Math.max(0, ...figures.map((figure) => Number(figure.value ?? 0)));

/** A zero that somebody asserts is never a pale shade of some, and the unknown is never a shade at all. */
export function shadeOf(figure: Figure, max: number): Shade {
  switch (figure.state) {
    case 'asserted-zero':
    case 'declared-none':
      return 'alarm';
    case 'unknown':
      return 'unknown';
    case 'not-applicable':
    case 'not-computable':
    case 'not-evaluated':
      return 'muted';
    case 'known':
    case 'computed':
    case 'stated':
      return figure.value === null ? 'unknown' : shadeIndex(max === 0 ? 0 : Number(figure.value) / max);
  }
}

/** How loud a rule is: an asserted fact before a missing one. */
const SEVERITY = [
  'overspent',
  'zero-coverage',
  'no-disbursement',
  'no-allocation',
  'no-commitment',
  'paid-below-commitment',
  'coverage-ends',
  'below-target',
  'no-data',
];
const rank = (rule: string): number => (SEVERITY.indexOf(rule) + SEVERITY.length + 1) % (SEVERITY.length + 1);

export const standing = (flags: readonly FlagView[]): FlagView[] =>
  flags.filter((flag) => flag.clearedOn === null).sort((a, b) => rank(a.rule) - rank(b.rule));
export const worst = (flags: readonly FlagView[]): FlagView | undefined => standing(flags)[0];

/** For sorting: the worst first, then the number of flags; none is zero. */
export function weightOf(flags: readonly FlagView[]): number {
  const first = worst(flags);
  return first === undefined ? 0 : (SEVERITY.length + 1 - rank(first.rule)) * 100 + standing(flags).length;
}

/** Water between two columns of a province's tiles, so that islands look like islands. */
export const STRAITS: Readonly<Record<string, { afterColumn: number; name: string }>> = { '52': { afterColumn: 2, name: 'Selat Alas' } };
