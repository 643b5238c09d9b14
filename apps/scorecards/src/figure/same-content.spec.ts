import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { sameContent } from './same-content';

describe('equal content', () => {
  it('is what parsed JSON has in common, in whatever order its keys stand', () => {
    const value = fc.jsonValue({ maxDepth: 3 }).map((json): unknown => JSON.parse(JSON.stringify(json)));
    fc.assert(fc.property(value, value, (a, b) => sameContent(a, b) === isDeepStrictEqual(a, b)));
    fc.assert(fc.property(value, (a) => sameContent(a, reversed(a))));
  });

  it('takes absent and undefined for the same, but not null', () => {
    expect(sameContent({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(sameContent({ a: 1, b: null }, { a: 1 })).toBe(false);
    expect(sameContent({ a: 1, b: undefined }, { a: 1, c: 2 })).toBe(false);
    expect(sameContent([], {})).toBe(false);
  });
});

const reversed = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value) ? value : Object.fromEntries(Object.entries(value).reverse());
