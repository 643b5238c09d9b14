import { Controller, Inject } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { BusinessDayBegan } from '@komitmen/contracts';
import { businessDate, daysBetween } from '@komitmen/kernel';
import { type ChunkContext, type Envelope, EVENT_LOG, MESSAGING_OPTIONS, type MessagingOptions, Outbox } from '@komitmen/messaging';

const FIRST_DAY = businessDate('2000-01-01');

/**
 * Answers a new business day: all that this service recorded on earlier days lies before the answer in its topic, since
 * its outbox is first in, first out and a province's events share a partition.
 */
@Controller()
export class BusinessDayConsumer {
  constructor(
    private readonly outbox: Outbox,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {}

  @EventPattern<string>('regencies.business-day-began.v1', EVENT_LOG)
  async began(@Payload() { data }: Envelope<BusinessDayBegan>, @Ctx() { rebuilding }: ChunkContext): Promise<void> {
    if (rebuilding) return;
    const { province, date } = data;
    const aggregateVersion = daysBetween(FIRST_DAY, businessDate(date)) + 1;
    await this.outbox.publish({
      type: `${this.options.service}.business-day-reached.v1`,
      subject: province,
      province,
      aggregateVersion,
      data: { province, date },
    });
  }
}
