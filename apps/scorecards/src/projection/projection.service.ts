import type { GovernmentRegistered } from '@komitmen/contracts';
import { type BusinessDate, fiscalYearOf } from '@komitmen/kernel';
import { MessageContext, Outbox, UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import { type Fact, provinceOfFact } from '../facts/fact';
import { FactStore, type ScorecardKey } from '../facts/fact.store';
import { ScorecardStore } from '../scorecard/scorecard.store';
import { BusinessDayStore, type DayMark } from './business-day.store';
import { EvaluationService } from './evaluation.service';
import { GovernmentStore } from './government.store';
import { LIVE_GENERATION } from './live-generation';

/** What the events of one chunk brought for one province. */
export interface News {
  readonly facts: readonly Fact[];
  readonly governments: readonly GovernmentRegistered[];
  readonly marks: readonly DayMark[];
}

@Injectable()
export class ProjectionService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly facts: FactStore,
    private readonly governments: GovernmentStore,
    private readonly days: BusinessDayStore,
    private readonly scorecards: ScorecardStore,
    private readonly evaluation: EvaluationService,
  ) {}

  /** Takes in a chunk's news of one province, then judges: a day that is now complete, or else what was touched, at once. */
  async settle(generation: number, province: string, { facts, governments, marks }: News): Promise<void> {
    await this.days.lock(province);
    await this.governments.save(generation, governments);
    await this.facts.add(generation, facts);
    await this.days.mark(generation, marks);
    const judging = await this.isJudged(generation);
    const today = await this.days.reached(generation, province);
    const due = marks.length === 0 ? [] : await this.days.due(generation, province);
    for (const day of due) await this.completeDay(generation, province, day, judging && isAfter(day, today));
    if (!judging || due.some((day) => isAfter(day, today))) return;
    if (today !== undefined)
      await this.evaluation.evaluate(generation, await this.touched(generation, { facts, governments, marks }, today), today);
  }

  /** Judges a rebuilt generation as a whole, before it goes live; publishes nothing. */
  async finish(generation: number): Promise<void> {
    await MessageContext.run({ correlationId: `rebuild-${generation}`, rebuilding: true }, () =>
      this.unitOfWork.run(async () => {
        for (const province of await this.days.provinces(generation)) {
          await this.days.lock(province);
          const today = await this.days.reached(generation, province);
          if (today !== undefined) await this.evaluation.evaluate(generation, await this.everything(generation, province, today), today);
        }
      }),
    );
  }

  /** Judges a year of every government of a province anew, after a rule's parameter was set. The caller holds the lock. */
  async reconsider(province: string, fiscalYear: number): Promise<void> {
    const generation = await this.liveGeneration();
    const today = await this.days.reached(generation, province);
    if (today === undefined) return;
    const codes = await this.governments.codesOf(generation, province);
    await this.evaluation.evaluate(
      generation,
      codes.map((government) => ({ government, fiscalYear })),
      today,
    );
  }

  private async completeDay(generation: number, province: string, date: BusinessDate, judging: boolean): Promise<void> {
    if (judging) await this.evaluation.evaluate(generation, await this.everything(generation, province, date), date);
    await this.days.mark(generation, [{ province, date, service: 'scorecards' }]);
    await this.outbox.publish({
      type: 'scorecards.business-day-reached.v1',
      subject: province,
      province,
      aggregateVersion: Number(date.replaceAll('-', '')),
      data: { province, date },
    });
  }

  /** The running fiscal year of every government, and every year that has facts. */
  private async everything(generation: number, province: string, date: BusinessDate): Promise<ScorecardKey[]> {
    const codes = await this.governments.codesOf(generation, province);
    const running = codes.map((government) => ({ government, fiscalYear: fiscalYearOf(date) }));
    return [...running, ...(await this.facts.keysOf(generation, province))];
  }

  private async touched(generation: number, { facts, governments }: News, today: BusinessDate): Promise<ScorecardKey[]> {
    const fiscalYear = fiscalYearOf(today);
    const ofAllYears = [...new Set(facts.filter((fact) => fact.fiscalYear === null).map((fact) => fact.government))];
    return [
      ...governments.map(({ code }) => ({ government: code, fiscalYear })),
      ...facts.map((fact) => ({ government: fact.government, fiscalYear: fact.fiscalYear ?? fiscalYear })),
      ...(ofAllYears.length === 0 ? [] : await this.scorecards.yearsOf(generation, ofAllYears)),
    ];
  }

  /** A generation that is being rebuilt only gathers facts: judging a million events one by one would take days. */
  private async isJudged(generation: number): Promise<boolean> {
    return MessageContext.current()?.rebuilding !== true || generation === (await this.liveGeneration());
  }

  private async liveGeneration(): Promise<number> {
    const rows = await this.unitOfWork.transaction().query<{ generation: number }[]>(`SELECT ${LIVE_GENERATION} AS generation`);
    return rows[0]?.generation ?? 1;
  }
}

/** A day that completes after a later one was judged changes nothing any more. */
const isAfter = (day: BusinessDate, judged: BusinessDate | undefined): boolean => judged === undefined || day > judged;

/** The news of a chunk, province by province. */
export class ChunkNews {
  private readonly byProvince = new Map<string, { facts: Fact[]; governments: GovernmentRegistered[]; marks: DayMark[] }>();

  fact(fact: Fact): void {
    this.of(provinceOfFact(fact)).facts.push(fact);
  }

  government(government: GovernmentRegistered): void {
    this.of(government.province).governments.push(government);
  }

  mark(mark: DayMark): void {
    this.of(mark.province).marks.push(mark);
  }

  of(province: string): { facts: Fact[]; governments: GovernmentRegistered[]; marks: DayMark[] } {
    const known = this.byProvince.get(province);
    if (known !== undefined) return known;
    const news = { facts: [], governments: [], marks: [] };
    this.byProvince.set(province, news);
    return news;
  }
}
