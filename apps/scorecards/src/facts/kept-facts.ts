import { LRUCache } from 'lru-cache';
import type { Fact } from './fact';

/** About 45 MB. */
const MOST_FACTS = 30_000;

/**
 * Facts read for one chunk, for the next that brings news of the same place: reading a year's reports for each new one cost more than
 * judging it. Since facts are only ever added, each once, those kept and those just added are all when they are as many as there are,
 * whoever else added some.
 */
export class KeptFacts {
  private readonly kept: LRUCache<string, readonly Fact[]>;

  constructor(mostFacts = MOST_FACTS) {
    this.kept = new LRUCache({ maxSize: mostFacts, sizeCalculation: ({ length }) => Math.max(length, 1) });
  }

  /**
   * All facts of a place, where that can be told without reading them.
   * @param added facts that are there now, kept or not
   * @param count how many there are
   */
  all(place: string, added: readonly Fact[], count: number): readonly Fact[] | undefined {
    const known = new Map([...(this.kept.get(place) ?? []), ...added].map((fact) => [fact.eventId, fact]));
    return known.size === count ? [...known.values()] : undefined;
  }

  /** @param facts all of a place, of which every one is there for good: what was added with them is committed */
  keep(place: string, facts: readonly Fact[]): void {
    this.kept.set(place, facts);
  }
}
