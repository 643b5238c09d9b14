import type { Month } from '@komitmen/kernel';
import { once, onceFor } from '../facts/once';
import { computed, type Figure, type LinkView, textFigure, unknownFigure } from '../figure/figure';
import { provenance } from '../figure/recorded-figure';
import type { Knowledge } from './knowledge';
import type { Payment, Payments, Pool } from './payment';

type View = Pick<LinkView, 'state' | 'figure' | 'figures'>;

/** What only is requested or ordered is listed, never counted; a payment that came back leaves the link unknown again. */
export const disbursementView = onceFor(
  (known: Knowledge) => known.payments,
  ({ government, payments }): View => {
    const undone = payments.undone.map((fact): Figure => ({
      state: 'known',
      value: fact.data.amount,
      unit: 'rupiah',
      qualifier: 'exact',
      label: fact.type === 'budgets.disbursement-refunded.v1' ? 'disbursement.refunded' : 'disbursement.rejected',
      ...provenance(fact),
      ...('reason' in fact.data ? { statement: fact.data.reason } : {}),
    }));
    const underway = payments.underway.map((fact): Figure => ({
      state: 'known',
      value: fact.data.amount,
      unit: 'rupiah',
      qualifier: 'exact',
      label: `disbursement.${fact.data.stage}`,
      ...provenance(fact),
    }));
    const paid = payments.standing.map((payment) => paymentFigure(payment, payments.pools));
    const pooled = payments.pools.filter(isShared).flatMap((pool) => pooledPersons(pool, government));
    return amountView('disbursement', government, paid, [...pooled, ...underway], undone);
  },
);

export const receiptView = onceFor(
  (known: Knowledge) => known.payments,
  ({ government, payments }): View => {
    return amountView('receipt', government, payments.standing.flatMap(receiptFigure), [], []);
  },
);

function amountView(
  link: 'disbursement' | 'receipt',
  government: string,
  parts: readonly Figure[],
  others: readonly Figure[],
  undone: readonly Figure[],
): View {
  const label = `${link}.amount`;
  const earlier = undone.length === 0 ? {} : { earlier: undone };
  const figures = [...parts, ...others];
  const [only] = parts;
  if (only === undefined) return { state: 'unknown', figure: unknownFigure(label, 'rupiah', government, earlier), figures };
  if (parts.length === 1) return { state: 'positive', figure: { ...only, label, ...earlier }, figures };
  const sum = parts.reduce((total, part) => total + BigInt(part.value ?? 0), 0n);
  const figure = computed(label, 'rupiah', sum, 'exact', 'sum', {
    government,
    known: { parts: parts.length, of: parts.length },
    inputs: parts,
    ...earlier,
  });
  return { state: 'positive', figure, figures };
}

const isShared = ({ payments }: Pool): boolean => payments.length > 1;

/** Persons per month of payments that only together protect them. */
function pooledPersons({ payments, months, amount, persons }: Pool, government: string): Figure[] {
  if (persons === undefined) return [];
  const eventIds = payments.map(({ paid }) => paid.eventId);
  const inputs = [
    textFigure('disbursement.months', months.join(', ')),
    computed('disbursement.amount', 'rupiah', amount, 'exact', 'sum', { government, eventIds }),
  ];
  return [computed('disbursement.persons', 'persons', persons, 'exact', 'R2', { government, eventIds, inputs })];
}

/** A payment that shares its months with another protects nobody by itself: its persons are the pool's. */
function paymentFigure(payment: Payment, pools: readonly Pool[]): Figure {
  const { amount, paid, months } = payment;
  const persons = pools.find((pool) => !isShared(pool) && pool.payments.includes(payment))?.persons;
  const perMonth: Figure[] =
    persons === undefined
      ? []
      : [{ state: 'computed', value: String(persons), unit: 'persons', qualifier: 'exact', label: 'disbursement.persons', rule: 'R2' }];
  return {
    state: 'known',
    value: String(amount),
    unit: 'rupiah',
    qualifier: 'exact',
    label: 'disbursement.payment',
    ...provenance(paid),
    inputs: [textFigure('disbursement.months', months.join(', ')), ...perMonth],
  };
}

function receiptFigure({ acknowledged, amount }: Payment): Figure[] {
  if (acknowledged === undefined) return [];
  return [
    { state: 'known', value: String(amount), unit: 'rupiah', qualifier: 'exact', label: 'receipt.payment', ...provenance(acknowledged) },
  ];
}

/** Months that some payment covers. */
export const paidMonthsOf = once((payments: Payments): readonly Month[] =>
  [...new Set(payments.standing.flatMap(({ months }) => months))].sort(),
);
