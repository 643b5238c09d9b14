import type { BusinessDayReached, EventData, GovernmentRegistered } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';
import { type ChunkContext, type Envelope, EVENT_LOG } from '@komitmen/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { EntityManager } from 'typeorm';
import { FACT_TYPES, factFromEvent, type FactType, isFactType } from '../facts/fact';
import type { Forerunner } from './business-day.store';
import { ChunkNews } from './chunk-news.collector';
import { ProjectionService } from './projection.service';

/** Gathers what a chunk brings; all of it is settled together, at the chunk's end. */
@Controller()
export class FactsConsumer {
  private readonly chunks = new WeakMap<EntityManager, ChunkNews>();

  constructor(private readonly projection: ProjectionService) {}

  @EventPattern<string[]>([...FACT_TYPES], EVENT_LOG)
  recorded(@Payload() { id, type, data }: Envelope<EventData<FactType>>, @Ctx() context: ChunkContext): void {
    if (!isFactType(type)) throw new Error(`${type} is no fact`);
    const fact = factFromEvent({ id, type, data });
    this.take(context, (news) => news.fact(fact));
  }

  @EventPattern<string>('regencies.government-registered.v1', EVENT_LOG)
  registered(@Payload() { data }: Envelope<GovernmentRegistered>, @Ctx() context: ChunkContext): void {
    this.take(context, (news) => news.government(data));
  }

  @EventPattern<string>('regencies.business-day-began.v1', EVENT_LOG)
  began(@Payload() { data }: Envelope<BusinessDayReached>, @Ctx() context: ChunkContext): void {
    this.mark(data, 'regencies', context);
  }

  @EventPattern<string>('budgets.business-day-reached.v1', EVENT_LOG)
  reachedByBudgets(@Payload() { data }: Envelope<BusinessDayReached>, @Ctx() context: ChunkContext): void {
    this.mark(data, 'budgets', context);
  }

  @EventPattern<string>('enrolment.business-day-reached.v1', EVENT_LOG)
  reachedByEnrolment(@Payload() { data }: Envelope<BusinessDayReached>, @Ctx() context: ChunkContext): void {
    this.mark(data, 'enrolment', context);
  }

  private mark({ province, date }: BusinessDayReached, service: Forerunner, context: ChunkContext): void {
    this.take(context, (news) => news.mark({ province, date: date as BusinessDate, service }));
  }

  private take(context: ChunkContext, add: (news: ChunkNews) => void): void {
    const news = this.chunks.get(context.transaction) ?? new ChunkNews();
    this.chunks.set(context.transaction, news);
    add(news);
    context.atChunkEnd('scorecards', () => this.projection.settle(context, news));
  }
}
