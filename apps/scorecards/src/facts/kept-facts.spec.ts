import { headcount } from '../../test/builders';
import { KeptFacts } from './kept-facts';

const report = (persons: number) => headcount('52.71', persons);
const [first, second, third] = [report(1), report(2), report(3)];

describe('facts kept from one chunk to the next', () => {
  let kept: KeptFacts;
  beforeEach(() => {
    kept = new KeptFacts();
    kept.keep('place', [first, second]);
  });

  it('are all, with those just added, when they are as many as there are', () => {
    expect(kept.all('place', [third], 3)).toEqual([first, second, third]);
    expect(kept.all('place', [], 2)).toEqual([first, second]);
    expect(kept.all('elsewhere', [third], 1)).toEqual([third]);
    expect(kept.all('elsewhere', [], 0)).toEqual([]);
  });

  it('count one that comes again once', () => {
    expect(kept.all('place', [second, third, third], 3)).toEqual([first, second, third]);
  });

  it('are not all when somebody else added one', () => {
    expect(kept.all('place', [third], 4)).toBeUndefined();
    expect(kept.all('elsewhere', [third], 2)).toBeUndefined();
  });

  it('are given up for others, the longest unasked first', () => {
    const small = new KeptFacts(3);
    small.keep('old', [first]);
    small.keep('young', [second]);
    small.all('old', [], 1);
    small.keep('new', [first, third]);
    expect(small.all('young', [], 1)).toBeUndefined();
    expect(small.all('old', [], 1)).toEqual([first]);
  });
});
