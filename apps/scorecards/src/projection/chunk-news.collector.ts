import { AsyncLocalStorage } from 'node:async_hooks';
import type { GovernmentRegistered } from '@komitmen/contracts';
import { type Fact, provinceOfFact } from '../facts/fact';
import type { DayMark } from './business-day.store';

/** Runs work as caused by the event that was in hand when this was made: with its correlation, in its trace. */
export type Cause = <T>(work: () => T) => T;

/** What the events of one chunk brought for one province. */
export interface News {
  readonly facts: Fact[];
  readonly governments: GovernmentRegistered[];
  readonly marks: DayMark[];
  /** The last of these events. */
  cause: Cause;
}

/** The news of a chunk, province by province, and of each government the last event that said something of it. */
export class ChunkNews {
  readonly byProvince = new Map<string, News>();
  private readonly causes = new Map<string, Cause>();

  fact(fact: Fact): void {
    const news = this.of(provinceOfFact(fact));
    news.facts.push(fact);
    this.causes.set(fact.government, news.cause);
  }

  government(government: GovernmentRegistered): void {
    const news = this.of(government.province);
    news.governments.push(government);
    this.causes.set(government.code, news.cause);
  }

  mark(mark: DayMark): void {
    this.of(mark.province).marks.push(mark);
  }

  causeOf(government: string): Cause | undefined {
    return this.causes.get(government);
  }

  /** Of a province, on behalf of the event in hand. */
  private of(province: string): News {
    const cause: Cause = AsyncLocalStorage.snapshot();
    const news = this.byProvince.get(province) ?? { facts: [], governments: [], marks: [], cause };
    news.cause = cause;
    this.byProvince.set(province, news);
    return news;
  }
}
