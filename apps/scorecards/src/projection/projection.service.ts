import type { GovernmentRegistered } from '@komitmen/contracts';
import { type BusinessDate, fiscalYearOf } from '@komitmen/kernel';
import { type ChunkContext, Outbox, UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import { groupBy } from '../facts/acceptance';
import { compareText } from '../facts/fact';
import { FactStore, type ScorecardKey } from '../facts/fact.store';
import { ScorecardStore } from '../scorecard/scorecard.store';
import { BusinessDayStore } from './business-day.store';
import type { ChunkNews, News } from './chunk-news.collector';
import { EvaluationService } from './evaluation.service';
import { GovernmentStore } from './government.store';
import { LIVE_GENERATION } from './live-generation';
import { ScorecardKeyStore } from './scorecard-key.store';

/** Read and judged together: what that takes of memory does not grow with the facts, and is young when it goes. */
const SCORECARDS_AT_ONCE = 20;
/** While the database answers for some, another is judged. */
const PROVINCES_AT_ONCE = 3;

@Injectable()
export class ProjectionService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly facts: FactStore,
    private readonly governments: GovernmentStore,
    private readonly days: BusinessDayStore,
    private readonly scorecards: ScorecardStore,
    private readonly keys: ScorecardKeyStore,
    private readonly evaluation: EvaluationService,
  ) {}

  /**
   * Takes in what a chunk brings, then judges: days that are now complete, and what was touched elsewhere, at once. A rebuild that
   * gathers the past only takes in: judging a million events one by one would take days.
   */
  async settle({ generation, gathering }: Pick<ChunkContext, 'generation' | 'gathering'>, chunk: ChunkNews): Promise<void> {
    const provinces = [...chunk.byProvince.keys()];
    const news = [...chunk.byProvince.values()];
    const marks = news.flatMap((one) => one.marks);
    // Asked all at once: the connection answers in this order, so what is behind the lock is done under it.
    const [, , , , reached] = await Promise.all([
      gathering ? undefined : this.days.lock(provinces),
      this.governments.save(
        generation,
        news.flatMap((one) => one.governments),
      ),
      this.facts.add(
        generation,
        news.flatMap((one) => one.facts),
      ),
      this.days.mark(generation, marks),
      gathering ? undefined : this.days.reached(generation, provinces),
    ]);
    if (reached === undefined) return;
    const completed = marks.length === 0 ? new Set() : await this.completeDays(generation, chunk, reached);
    const unjudged = [...chunk.byProvince].filter(([province]) => !completed.has(province) && reached.has(province));
    for (const [today, group] of groupBy(unjudged, ([province]) => reached.get(province) ?? '')) {
      const touched = await this.touched(
        generation,
        group.map(([, one]) => one),
        today as BusinessDate,
      );
      await this.evaluation.evaluate(generation, touched, today as BusinessDate, (government) => chunk.causeOf(government));
    }
  }

  /** Judges a generation that was gathered. */
  async judgeAll(generation: number): Promise<void> {
    const provinces = await this.unitOfWork.run(async () => {
      await this.days.completeAll(generation);
      return this.days.provinces(generation);
    });
    const judgeOneByOne = async (): Promise<void> => {
      for (let province = provinces.shift(); province !== undefined; province = provinces.shift())
        await this.judgeProvince(generation, province);
    };
    await Promise.all(Array.from({ length: PROVINCES_AT_ONCE }, judgeOneByOne));
  }

  /** Judges a year of every government of a province anew, after a rule's parameter was set; of the live generation unless told. The caller holds the lock. */
  async reconsider(province: string, fiscalYear: number, of?: number): Promise<void> {
    const generation = of ?? (await this.liveGeneration());
    const today = (await this.days.reached(generation, [province])).get(province);
    if (today === undefined) return;
    const codes = await this.governments.codesOf(generation, province);
    await this.evaluation.evaluate(
      generation,
      codes.map((government) => ({ government, fiscalYear })),
      today,
    );
  }

  /** Resolves to the provinces that came to a later day than before. */
  private async completeDays(generation: number, chunk: ChunkNews, reached: ReadonlyMap<string, BusinessDate>): Promise<Set<string>> {
    const advanced = new Set<string>();
    for (const [province, { marks, cause }] of [...chunk.byProvince].sort(([a], [b]) => compareText(a, b))) {
      const due = marks.length === 0 ? [] : await this.days.due(generation, province);
      for (const day of due) {
        const judged = reached.get(province);
        const isNew = judged === undefined || day > judged;
        if (isNew) advanced.add(province);
        await cause(() => this.completeDay(generation, province, day, isNew ? day : judged));
      }
    }
    return advanced;
  }

  /** @param today the day, or a later one that was judged before it */
  private async completeDay(generation: number, province: string, date: BusinessDate, today: BusinessDate): Promise<void> {
    await this.days.mark(generation, [{ province, date, service: 'scorecards' }]);
    await this.evaluation.evaluate(generation, await this.keys.ofProvince(generation, province), today);
    await this.outbox.publish({
      type: 'scorecards.business-day-reached.v1',
      subject: province,
      province,
      aggregateVersion: Number(date.replaceAll('-', '')),
      data: { province, date },
    });
  }

  private async judgeProvince(generation: number, province: string): Promise<void> {
    const [keys, today] = await this.unitOfWork.run(async () => {
      const reached = await this.days.reached(generation, [province]);
      return [await this.keys.ofProvince(generation, province), reached.get(province)] as const;
    });
    if (today === undefined) return;
    const sorted = [...keys].sort((a, b) => compareText(a.government, b.government) || a.fiscalYear - b.fiscalYear);
    for (let from = 0; from < sorted.length; from += SCORECARDS_AT_ONCE)
      await this.unitOfWork.run(() => this.evaluation.evaluate(generation, sorted.slice(from, from + SCORECARDS_AT_ONCE), today));
  }

  /** A government that is new gets a scorecard of every year that its province knows of. */
  private async touched(generation: number, news: readonly News[], today: BusinessDate): Promise<ScorecardKey[]> {
    const fiscalYear = fiscalYearOf(today);
    const facts = news.flatMap((one) => one.facts.map(({ fact }) => fact));
    const governments = news.flatMap((one) => one.governments);
    const ofAllYears = [...new Set(facts.filter((fact) => fact.fiscalYear === null).map((fact) => fact.government))];
    return [
      ...(await this.ofNewGovernments(generation, governments)),
      ...facts.map((fact) => ({ government: fact.government, fiscalYear: fact.fiscalYear ?? fiscalYear })),
      ...(ofAllYears.length === 0 ? [] : await this.scorecards.yearsOf(generation, ofAllYears)),
    ];
  }

  private async ofNewGovernments(generation: number, governments: readonly GovernmentRegistered[]): Promise<ScorecardKey[]> {
    const keys: ScorecardKey[] = [];
    for (const [province, own] of groupBy(governments, (government) => government.province)) {
      const years = await this.keys.yearsOf(generation, province);
      keys.push(...own.flatMap(({ code }) => years.map((fiscalYear) => ({ government: code, fiscalYear }))));
    }
    return keys;
  }

  private async liveGeneration(): Promise<number> {
    const rows = await this.unitOfWork.transaction().query<{ generation: number }[]>(`SELECT ${LIVE_GENERATION} AS generation`);
    return rows[0]?.generation ?? 1;
  }
}
