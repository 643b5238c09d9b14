import type { Figure } from '../api/types';
import { formatMonth } from '../format/date';
import { formatDecimal, formatMoney, formatPercent, type Language } from '../format/number';

export type Tone = 'plain' | 'alarm' | 'unknown' | 'muted' | 'quote';

/** How a figure looks, before it is put into words: the grammar every page shares. */
export interface FigureWords {
  readonly tone: Tone;
  /** The number with its sign of certainty, ready to print; null when words stand in its place. */
  readonly text: string | null;
  /** Key of the word that stands beside the number, or in its place. */
  readonly word: string | null;
  /** Key of what the sign means, for the title and the screen reader. */
  readonly meaning: string | null;
  /** How many parts of a sum are known. */
  readonly parts: { readonly known: number; readonly of: number } | null;
}

/** Labels come with dots (`allocation.amount`), which the catalogue reads as levels. */
export const measureKey = ({ label }: Pick<Figure, 'label'>): string => `measure.${(label ?? '').replaceAll('.', '_')}`;

const TEXTS: Readonly<Record<string, string>> = {
  'allocation.stage': 'stage',
  'allocation.budget': 'budget',
  'allocation.fund-source': 'fundSource',
  'allocation.segment': 'segment',
  'commitment.segment': 'segment',
  'commitment.status': 'commitmentStatus',
};

/** Key of the words for a text that is a code of ours; null for a text that is to be shown as it stands. */
export function textKey({ label, value, unit }: Figure): string | null {
  const group = TEXTS[label ?? ''];
  return unit === 'text' && group !== undefined && value !== null ? `${group}.${value}` : null;
}

/** What a share, or a stated number, is of: never left out where it is known. */
export function shareOf({ value, unit, numerator, denominator }: Figure, language: Language): string | null {
  if (!denominator || denominator.value === null) return null;
  const above = numerator ?? (unit === 'percent' ? null : { value, unit });
  return above === null || above.value === null ? null : `${formatValue(above, language)} / ${formatValue(denominator, language)}`;
}

const SIGN = { exact: '', rounded: '', about: '± ', atLeast: '> ' } as const;

/** `2025-07` and `2025-07, 2025-08` are months to a reader. */
const readableMonths = (text: string, language: Language): string =>
  text.replace(/\b\d{4}-(0[1-9]|1[0-2])\b(?!-)/g, (month) => formatMonth(month, language));

export function formatValue(figure: Pick<Figure, 'value' | 'unit'>, language: Language): string {
  const { value, unit } = figure;
  if (value === null) return '';
  switch (unit) {
    case 'rupiah':
      return formatMoney(value, language);
    case 'percent':
      return formatPercent(value, language);
    case 'text':
      return readableMonths(value, language);
    case 'persons':
    case 'person-months':
    case 'months':
      return formatDecimal(value, language);
  }
}

const words = (tone: Tone, word: string, meaning: string | null = null): FigureWords => ({ tone, text: null, word, meaning, parts: null });

export function figureWords(figure: Figure, language: Language): FigureWords {
  const parts = figure.known === null || figure.known === undefined ? null : { known: figure.known.parts, of: figure.known.of };
  switch (figure.state) {
    case 'unknown':
      return { ...words('unknown', 'figure.unknown'), parts };
    case 'asserted-zero':
      return { tone: 'alarm', text: '0', word: 'figure.assertedZero', meaning: null, parts };
    case 'declared-none':
      return { tone: 'alarm', text: '0', word: 'figure.assertedZero', meaning: 'figure.declaredNone', parts };
    case 'not-computable':
      return words('muted', 'figure.notComputable');
    case 'not-evaluated':
      return words('muted', 'figure.notEvaluated');
    case 'not-applicable':
      return words('muted', 'figure.notApplicable');
    case 'stated':
      return { tone: 'quote', text: quoted(figure, language), word: null, meaning: qualifierMeaning(figure), parts: null };
    case 'known':
    case 'computed':
      if (figure.value === null) return words('unknown', 'figure.unknown');
      return {
        tone: 'plain',
        text: `${SIGN[figure.qualifier ?? 'exact']}${formatValue(figure, language)}`,
        word: null,
        meaning: qualifierMeaning(figure),
        parts,
      };
  }
}

/** The source's own words where there are any; else its number, in quotation marks all the same. */
function quoted(figure: Figure, language: Language): string {
  const statement = figure.statement?.replace(/^["“”]|["“”]$/g, '');
  if (statement !== undefined && statement !== '') return `“${statement}”`;
  return `“${SIGN[figure.qualifier ?? 'exact']}${formatValue(figure, language)}”`;
}

function qualifierMeaning(figure: Figure): string | null {
  const { qualifier } = figure;
  return qualifier === null || qualifier === 'exact' ? null : `qualifier.${qualifier}`;
}
