import type { BusinessDayBegan, BusinessDayReached } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';
import { type ChunkContext, type Envelope, EVENT_LOG, UnitOfWork } from '@komitmen/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { Scanner } from '../delivery/scanner.service';
import { BusinessDayRow } from './business-day.entity';

@Controller()
export class BusinessDaysConsumer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly scanner: Scanner,
  ) {}

  @EventPattern<string>('regencies.business-day-began.v1', EVENT_LOG)
  async began(@Payload() { data }: Envelope<BusinessDayBegan>, @Ctx() context: ChunkContext): Promise<void> {
    await this.note(data, { time: data.time }, context);
  }

  /** Every flag of the day is known: what is due may now be written. */
  @EventPattern<string>('scorecards.business-day-reached.v1', EVENT_LOG)
  async evaluated(@Payload() { data }: Envelope<BusinessDayReached>, @Ctx() context: ChunkContext): Promise<void> {
    await this.note(data, { evaluated: true }, context);
  }

  private async note(day: BusinessDayReached, news: Partial<BusinessDayRow>, context: ChunkContext): Promise<void> {
    await this.unitOfWork.run((tx) =>
      tx.upsert(BusinessDayRow, { province: day.province, date: day.date as BusinessDate, ...news }, ['province', 'date']),
    );
    if (!context.rebuilding) this.unitOfWork.afterCommit(() => this.scanner.wake());
  }
}
