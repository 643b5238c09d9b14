/** How sure a source is of its number, strongest first. */
export const QUALIFIERS = ['exact', 'rounded', 'about', 'atLeast'] as const;
export type Qualifier = (typeof QUALIFIERS)[number];

/** A sum is only as sure as its weakest part. An empty sum is exact. */
export function weakest(qualifiers: readonly Qualifier[]): Qualifier {
  return qualifiers.reduce<Qualifier>((a, b) => (QUALIFIERS.indexOf(b) > QUALIFIERS.indexOf(a) ? b : a), 'exact');
}

/**
 * How far the true value may lie from the stated one, in the value's own unit: half a unit of the last stated digit.
 * `precision` is that unit ("Rp2,4 miliar": 100_000_000n). An exact value has no tolerance; "at least" has none below.
 */
export function tolerance(qualifier: Qualifier, precision: bigint): { below: bigint; above: bigint | 'unbounded' } {
  switch (qualifier) {
    case 'exact':
      return { below: 0n, above: 0n };
    case 'rounded':
    case 'about':
      return { below: precision / 2n, above: precision / 2n };
    case 'atLeast':
      return { below: 0n, above: 'unbounded' };
  }
}

/** R8: whether a computed value and a stated one can be the same number. */
export function reconciles(computed: bigint, stated: { value: bigint; qualifier: Qualifier; precision: bigint }): boolean {
  const { below, above } = tolerance(stated.qualifier, stated.precision);
  return computed >= stated.value - below && (above === 'unbounded' || computed <= stated.value + above);
}
