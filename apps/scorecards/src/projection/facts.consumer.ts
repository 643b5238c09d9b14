import type { BusinessDayReached, EventData, GovernmentRegistered } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';
import { type ChunkContext, EVENT_LOG, inRuns, type Received } from '@komitmen/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';
import { FACT_TYPES, factFromEvent, type FactType, isFactType } from '../facts/fact';
import type { Forerunner } from './business-day.store';
import { ChunkNews } from './chunk-news.collector';
import { ProjectionService } from './projection.service';

type Run<T> = readonly Received<T>[];

/** Gathers what a chunk brings; all of it is settled together, at the chunk's end. */
@Controller()
export class FactsConsumer {
  private readonly chunks = new WeakMap<EntityManager, ChunkNews>();

  constructor(private readonly projection: ProjectionService) {}

  @EventPattern<string[]>([...FACT_TYPES], EVENT_LOG, inRuns())
  recorded(@Payload() run: Run<EventData<FactType>>, @Ctx() context: ChunkContext): void {
    const news = this.newsOf(context);
    for (const { event, record } of run) {
      const { id, type, data } = event;
      if (!isFactType(type)) throw new Error(`${type} is no fact`);
      news.fact({ fact: factFromEvent({ id, type, data }), text: record.value }, context.causeOf(event));
    }
  }

  @EventPattern<string>('regencies.government-registered.v1', EVENT_LOG, inRuns())
  registered(@Payload() run: Run<GovernmentRegistered>, @Ctx() context: ChunkContext): void {
    const news = this.newsOf(context);
    for (const { event } of run) news.government(event.data, context.causeOf(event));
  }

  @EventPattern<string>('regencies.business-day-began.v1', EVENT_LOG, inRuns())
  began(@Payload() run: Run<BusinessDayReached>, @Ctx() context: ChunkContext): void {
    this.mark(run, 'regencies', context);
  }

  @EventPattern<string>('budgets.business-day-reached.v1', EVENT_LOG, inRuns())
  reachedByBudgets(@Payload() run: Run<BusinessDayReached>, @Ctx() context: ChunkContext): void {
    this.mark(run, 'budgets', context);
  }

  @EventPattern<string>('enrolment.business-day-reached.v1', EVENT_LOG, inRuns())
  reachedByEnrolment(@Payload() run: Run<BusinessDayReached>, @Ctx() context: ChunkContext): void {
    this.mark(run, 'enrolment', context);
  }

  private mark(run: Run<BusinessDayReached>, service: Forerunner, context: ChunkContext): void {
    const news = this.newsOf(context);
    for (const { event } of run) {
      const { province, date } = event.data;
      news.mark({ province, date: date as BusinessDate, service }, context.causeOf(event));
    }
  }

  private newsOf(context: ChunkContext): ChunkNews {
    const news = this.chunks.get(context.transaction) ?? new ChunkNews();
    this.chunks.set(context.transaction, news);
    context.atChunkEnd('scorecards', () => this.projection.settle(context, news));
    return news;
  }
}
