import { onceFor } from '../facts/once';
import { computed, type Figure, type LinkView, monthsFigure, notComputable, textFigure, unknownFigure } from '../figure/figure';
import { provenance, settledFigure } from '../figure/recorded-figure';
import { type Commitment, type NoneClaim, personsOf, type PledgeClaim } from './commitment';
import type { Knowledge } from './knowledge';

type View = Pick<LinkView, 'state' | 'figure' | 'figures'>;

export const commitmentView = onceFor(
  (known: Knowledge) => known.commitment,
  ({ government, commitment }): View => {
    const history = commitment.history.flatMap(historyFigure);
    const earlier = history.length === 0 ? {} : { earlier: history };
    const { state, declaration } = commitment;
    if (declaration !== undefined)
      return {
        state,
        figure: { ...noneFigure('commitment', 'persons', declaration), ...earlier },
        figures: [],
      };
    if (commitment.pledges.length === 0)
      return { state, figure: unknownFigure('commitment.persons', 'persons', government, earlier), figures: [] };
    return { state, figure: { ...personsFigure(commitment, government), ...earlier }, figures: detailFigures(commitment, government) };
  },
);

/** "Declared none" is a statement with source and date, not an amount of zero. */
export const noneFigure = (link: string, unit: Figure['unit'], { fact }: NoneClaim): Figure => ({
  state: 'declared-none',
  value: null,
  unit,
  qualifier: 'exact',
  label: `${link}.declared-none`,
  ...provenance(fact),
});

function personsFigure({ pledges }: Commitment, government: string): Figure {
  const figures = pledges.map((pledge) => settledFigure(pledge, pledgeFigure));
  const [only] = figures;
  if (figures.length === 1 && only !== undefined) return only;
  return computed('commitment.persons', 'persons', personsOf(pledges), 'exact', 'sum', {
    government,
    known: { parts: figures.length, of: figures.length },
    inputs: figures,
  });
}

function pledgeFigure({ fact, persons }: PledgeClaim): Figure {
  const { segment, months, firstMonth, legalBasis } = fact.data;
  return {
    state: persons === 0 ? 'asserted-zero' : 'known',
    value: String(persons),
    unit: 'persons',
    qualifier: 'exact',
    label: 'commitment.persons',
    ...provenance(fact),
    inputs: [
      textFigure('commitment.status', fact.type === 'regencies.commitment-confirmed.v1' ? 'confirmed' : 'pledged'),
      textFigure('commitment.segment', segment),
      monthsFigure('commitment.months', months),
      ...(firstMonth === null ? [] : [textFigure('commitment.first-month', firstMonth)]),
      textFigure('commitment.legal-basis', legalBasis),
    ],
  };
}

function detailFigures({ pledges }: Commitment, government: string): Figure[] {
  const accepted = pledges.map((pledge) => pledge.accepted);
  const inputs = accepted.map(pledgeFigure);
  const personMonths = accepted.reduce((sum, pledge) => sum + pledge.personMonths, 0);
  const costs = accepted.flatMap((pledge) => pledge.cost ?? []);
  return [
    ...inputs,
    computed('commitment.person-months', 'person-months', personMonths, 'exact', 'persons x months', { government, inputs }),
    costs.length === accepted.length
      ? computed(
          'commitment.cost',
          'rupiah',
          costs.reduce((sum, cost) => sum + cost, 0n),
          'exact',
          'R1',
          { government, inputs },
        )
      : notComputable('commitment.cost', 'rupiah', ['premium-rate'], { government, inputs }),
  ];
}

function historyFigure(fact: Commitment['history'][number]): Figure[] {
  switch (fact.type) {
    case 'regencies.commitment-pledged.v1':
    case 'regencies.commitment-confirmed.v1':
      return [
        {
          state: 'known',
          value: String(fact.data.persons),
          unit: 'persons',
          qualifier: 'exact',
          label: 'commitment.persons',
          ...provenance(fact),
        },
      ];
    case 'regencies.commitment-withdrawn.v1':
      return [{ ...textFigure('commitment.withdrawn', fact.data.reason), statement: fact.data.reason, ...provenance(fact) }];
    case 'regencies.commitment-declared-none.v1':
      return [
        {
          state: 'declared-none',
          value: null,
          unit: 'persons',
          qualifier: 'exact',
          label: 'commitment.declared-none',
          ...provenance(fact),
        },
      ];
  }
}
