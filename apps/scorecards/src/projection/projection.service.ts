import { type BusinessDate, fiscalYearOf } from '@komitmen/kernel';
import { MessageContext, Outbox, UnitOfWork } from '@komitmen/messaging';
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

  /** Takes in what a chunk brings, then judges: days that are now complete, and what was touched elsewhere, at once. */
  async settle(generation: number, chunk: ChunkNews): Promise<void> {
    const provinces = [...chunk.byProvince.keys()];
    const news = [...chunk.byProvince.values()];
    const marks = news.flatMap((one) => one.marks);
    // Asked all at once: the connection answers in this order, so what is behind the lock is done under it.
    const [, , , , reached] = await Promise.all([
      this.days.lock(provinces),
      this.governments.save(
        generation,
        news.flatMap((one) => one.governments),
      ),
      this.facts.add(
        generation,
        news.flatMap((one) => one.facts),
      ),
      this.days.mark(generation, marks),
      this.days.reached(generation, provinces),
    ]);
    const judging = await this.isJudged(generation);
    const completed = marks.length === 0 ? new Set() : await this.completeDays(generation, chunk, reached, judging);
    if (!judging) return;
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

  /** Judges a rebuilt generation as a whole, before it goes live; publishes nothing. */
  async finish(generation: number): Promise<void> {
    await MessageContext.run({ correlationId: `rebuild-${generation}`, rebuilding: true }, () =>
      this.unitOfWork.run(async () => {
        for (const province of await this.days.provinces(generation)) {
          await this.days.lock([province]);
          const today = (await this.days.reached(generation, [province])).get(province);
          if (today !== undefined) await this.evaluation.evaluate(generation, await this.everything(generation, province, today), today);
        }
      }),
    );
  }

  /** Judges a year of every government of a province anew, after a rule's parameter was set. The caller holds the lock. */
  async reconsider(province: string, fiscalYear: number): Promise<void> {
    const generation = await this.liveGeneration();
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
  private async completeDays(
    generation: number,
    chunk: ChunkNews,
    reached: ReadonlyMap<string, BusinessDate>,
    judging: boolean,
  ): Promise<Set<string>> {
    const advanced = new Set<string>();
    for (const [province, { marks, cause }] of [...chunk.byProvince].sort(([a], [b]) => compareText(a, b))) {
      const due = marks.length === 0 ? [] : await this.days.due(generation, province);
      for (const day of due) {
        const isNew = isAfter(day, reached.get(province));
        if (isNew) advanced.add(province);
        await cause(() => this.completeDay(generation, province, day, judging && isNew));
      }
    }
    return advanced;
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

  private async touched(generation: number, news: readonly News[], today: BusinessDate): Promise<ScorecardKey[]> {
    const fiscalYear = fiscalYearOf(today);
    const facts = news.flatMap((one) => one.facts);
    const governments = news.flatMap((one) => one.governments);
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
