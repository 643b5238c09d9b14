import type { GovernmentRegistered } from '@komitmen/contracts';
import type { Cause } from '@komitmen/messaging';
import { provinceOfFact } from '../facts/fact';
import type { FactAsRead } from '../facts/fact.store';
import type { DayMark } from './business-day.store';

export type { Cause };

/** What the events of one chunk brought for one province. */
export interface News {
  readonly facts: FactAsRead[];
  readonly governments: GovernmentRegistered[];
  readonly marks: DayMark[];
  /** The last of these events. */
  cause: Cause;
}

/** The news of a chunk, province by province, and of each government the last event that said something of it. */
export class ChunkNews {
  readonly byProvince = new Map<string, News>();
  private readonly causes = new Map<string, Cause>();

  fact(read: FactAsRead, cause: Cause): void {
    this.of(provinceOfFact(read.fact), cause).facts.push(read);
    this.causes.set(read.fact.government, cause);
  }

  government(government: GovernmentRegistered, cause: Cause): void {
    this.of(government.province, cause).governments.push(government);
    this.causes.set(government.code, cause);
  }

  mark(mark: DayMark, cause: Cause): void {
    this.of(mark.province, cause).marks.push(mark);
  }

  causeOf(government: string): Cause | undefined {
    return this.causes.get(government);
  }

  private of(province: string, cause: Cause): News {
    const news = this.byProvince.get(province) ?? { facts: [], governments: [], marks: [], cause };
    news.cause = cause;
    this.byProvince.set(province, news);
    return news;
  }
}
