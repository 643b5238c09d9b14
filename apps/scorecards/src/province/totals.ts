import { type Link, LINKS, type Qualifier, weakest } from '@komitmen/kernel';
import { amountOf, asPart, computed, type Figure, type FigureUnit, isKnown, unknownFigure } from '../figure/figure';
import type { ScorecardSummary } from '../scorecard/scorecard';

export const LINK_UNITS: Readonly<Record<Link, FigureUnit>> = {
  commitment: 'persons',
  allocation: 'rupiah',
  disbursement: 'rupiah',
  receipt: 'rupiah',
  protection: 'persons',
};

/** As sure as its weakest part; says how many parts are known. Unknown parts are named, and never taken for zero. */
export function sumOf(label: string, unit: FigureUnit, parts: readonly Figure[]): Figure {
  const known = parts.filter(isKnown);
  const missing = parts.filter((part) => !isKnown(part)).flatMap(({ government }) => government ?? []);
  const more = { known: { parts: known.length, of: parts.length }, missing };
  if (known.length === 0) return unknownFigure(label, unit, '', { government: null, ...more });
  const total = known.reduce((sum, part) => sum + amountOf(part), 0n);
  return computed(label, unit, total, weakest(known.map(qualifierOf)), 'sum', { ...more, inputs: parts.map(asPart) });
}

const qualifierOf = ({ qualifier }: Figure): Qualifier => qualifier ?? 'exact';

type Linked = Pick<ScorecardSummary, 'links'>;

/** Per link over several governments, by payer. */
export const totalsOf = (rows: readonly Linked[]): Record<Link, Figure> =>
  Object.fromEntries(
    LINKS.map((link) => [
      link,
      sumOf(
        `total.${link}`,
        LINK_UNITS[link],
        rows.map((row) => row.links[link]),
      ),
    ]),
  ) as Record<Link, Figure>;

export interface ChainStep {
  readonly link: Link;
  readonly known: number;
  readonly unknown: number;
  readonly flagged: number;
  readonly of: number;
  readonly figure: Figure;
}

/** The province's chain in five steps: what is known, unknown and flagged at each. */
export function chainSteps(rows: readonly Pick<ScorecardSummary, 'links' | 'flags'>[], all: Readonly<Record<Link, Figure>>): ChainStep[] {
  return LINKS.map((link) => {
    const known = rows.filter((row) => isKnown(row.links[link])).length;
    const flagged = rows.filter((row) => row.flags.some((flag) => flag.link === link)).length;
    return { link, known, unknown: rows.length - known, flagged, of: rows.length, figure: all[link] };
  });
}
