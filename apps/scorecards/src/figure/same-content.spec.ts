import fc from 'fast-check';
import { canonicalJson } from './canonical-json';
import { sameContent } from './same-content';

describe('equal content', () => {
  it('is what has one canonical JSON text', () => {
    const value = fc.jsonValue({ maxDepth: 3 }).filter((json) => !JSON.stringify(json).includes('__proto__'));
    fc.assert(fc.property(value, value, (a, b) => sameContent(a, b) === (canonicalJson(a) === canonicalJson(b))));
    fc.assert(fc.property(value, (a) => sameContent(a, JSON.parse(canonicalJson(a)))));
  });

  it('takes absent and undefined for the same, but not null', () => {
    expect(sameContent({ a: 1, b: undefined }, { a: 1 })).toBe(true);
    expect(sameContent({ a: 1, b: null }, { a: 1 })).toBe(false);
    expect(sameContent({ a: 1, b: undefined }, { a: 1, c: 2 })).toBe(false);
    expect(sameContent([], {})).toBe(false);
  });
});
