import type { Claim, Settled } from '../facts/acceptance';
import type { Fact } from '../facts/fact';
import { once } from '../facts/once';
import type { Figure } from './figure';

/** Where a figure comes from, without anybody's name: role and government of whoever recorded it. */
export const provenance = once((fact: Fact): Partial<Figure> => {
  const { data } = fact;
  const source = 'source' in data ? data.source : null;
  const document = 'document' in data ? data.document : 'receipt' in data ? data.receipt : null;
  return {
    government: fact.government,
    holdsOn: data.holdsOn,
    knownOn: data.knownOn,
    source:
      source === null
        ? null
        : { title: source.title, publisher: source.publisher ?? null, date: source.date, reference: source.reference ?? null },
    recordedBy: { role: data.recordedBy.role, government: data.recordedBy.government },
    recordedAt: data.recordedAt,
    document,
    eventIds: [fact.eventId],
  };
});

/** A figure shows this many earlier values and counts the others; the timeline goes further back. */
const EARLIER_AT_MOST = 20;

/** The accepted figure with what disputes it and what it replaced. */
export function settledFigure<C extends Claim>(settled: Settled<C>, figureOf: (claim: C) => Figure): Figure {
  const earlier = settled.earlier.slice(0, EARLIER_AT_MOST);
  const evenEarlier = settled.earlier.length - earlier.length;
  return {
    ...figureOf(settled.accepted),
    ...(settled.disputed.length === 0 ? {} : { disputed: settled.disputed.map(figureOf) }),
    ...(earlier.length === 0 ? {} : { earlier: earlier.map(figureOf) }),
    ...(evenEarlier === 0 ? {} : { evenEarlier }),
  };
}
