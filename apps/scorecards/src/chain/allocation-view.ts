import { onceFor } from '../facts/once';
import { computed, type Figure, type LinkView, monthsFigure, notComputable, textFigure, unknownFigure } from '../figure/figure';
import { provenance } from '../figure/recorded-figure';
import { type Allocation, type AllocationFact, fundingsOf, type Line } from './allocation';
import { noneFigure } from './commitment-view';
import type { Knowledge } from './knowledge';

type View = Pick<LinkView, 'state' | 'figure' | 'figures'>;

export const allocationView = onceFor(
  (known: Knowledge) => known.allocation,
  ({ government, allocation }): View => {
    const replaced = allocation.superseded.map((line) => lineFigure(line, 'allocation.superseded'));
    const earlier = replaced.length === 0 ? {} : { earlier: replaced };
    const { state, declaration, lines } = allocation;
    if (declaration !== undefined)
      return { state, figure: { ...noneFigure('allocation', 'rupiah', declaration), ...earlier }, figures: [] };
    if (lines.length === 0) return { state, figure: unknownFigure('allocation.amount', 'rupiah', government, earlier), figures: [] };
    return {
      state,
      figure: { ...amountFigure(allocation, government), ...earlier },
      figures: detailFigures(allocation, government),
    };
  },
);

function amountFigure({ lines }: Allocation, government: string): Figure {
  const figures = lines.map((line) => lineFigure(line, 'allocation.line'));
  const [only] = figures;
  if (figures.length === 1 && only !== undefined) return { ...only, label: 'allocation.amount' };
  const amount = lines.reduce((sum, line) => sum + line.amount, 0n);
  return computed('allocation.amount', 'rupiah', amount, 'exact', 'sum', {
    government,
    known: { parts: lines.length, of: lines.length },
    inputs: figures,
  });
}

function detailFigures({ lines, pending }: Allocation, government: string): Figure[] {
  return [
    ...lines.map((line) => lineFigure(line, 'allocation.line')),
    ...pending.map((line) => lineFigure(line, 'allocation.pending-revision')),
    fundableFigure(lines, government),
  ];
}

/** R2, funding by funding: remainders of lines for other people or other months cannot fund one more person together. */
function fundableFigure(lines: readonly Line[], government: string): Figure {
  const fundings = fundingsOf(lines);
  const parts = fundings.map(({ lines: together, fundable }): Figure => {
    if (fundable === undefined) return notComputable('allocation.fundable-persons', 'persons', ['premium-rate'], { government });
    const remainder: Figure = {
      state: 'computed',
      value: String(fundable.remainder),
      unit: 'rupiah',
      qualifier: 'exact',
      label: 'allocation.remainder',
      rule: 'R2',
    };
    return computed('allocation.fundable-persons', 'persons', fundable.persons, 'exact', 'R2', {
      government,
      inputs: [...together.map((line) => lineFigure(line, 'allocation.line')), remainder],
    });
  });
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const known = fundings.flatMap(({ fundable }) => fundable?.persons ?? []);
  if (known.length < fundings.length)
    return notComputable('allocation.fundable-persons', 'persons', ['premium-rate'], { government, inputs: parts });
  return computed(
    'allocation.fundable-persons',
    'persons',
    known.reduce((sum, persons) => sum + persons, 0n),
    'exact',
    'sum',
    { government, inputs: parts },
  );
}

export function lineFigure(line: Line, label: string): Figure {
  const versions = line.versions.map((fact) => versionFigure(fact, label));
  return { ...versionFigure(line.fact, label), ...(versions.length === 0 ? {} : { earlier: versions }) };
}

function versionFigure(fact: AllocationFact, label: string): Figure {
  const { data } = fact;
  return {
    state: 'known',
    value: data.amount,
    unit: 'rupiah',
    qualifier: 'exact',
    label,
    ...provenance(fact),
    inputs: [
      textFigure('allocation.stage', data.stage),
      textFigure('allocation.budget', data.budget),
      textFigure('allocation.fund-source', data.fundSource),
      monthsFigure('allocation.months', data.months),
      textFigure('allocation.segment', data.segment),
      textFigure('allocation.beneficiary', data.beneficiary),
      ...(data.group === null ? [] : [textFigure('allocation.group', data.group)]),
      ...(data.legalBasis === null ? [] : [textFigure('allocation.legal-basis', data.legalBasis)]),
      ...(data.accountCode === null ? [] : [textFigure('allocation.account-code', data.accountCode)]),
    ],
  };
}
