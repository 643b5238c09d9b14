import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { BusinessDayReached } from '@komitmen/contracts';
import { businessDate, governmentCode } from '@komitmen/kernel';
import { type ChunkContext, type Envelope, EVENT_LOG } from '@komitmen/messaging';
import { CalendarService } from './calendar.service';

/** The last service of a day's round has finished it: the next day of a move may begin. */
@Controller()
export class CalendarConsumer {
  constructor(private readonly calendar: CalendarService) {}

  @EventPattern<string>('notifications.business-day-reached.v1', EVENT_LOG)
  async dayReached(@Payload() { data }: Envelope<BusinessDayReached>, @Ctx() context: ChunkContext): Promise<void> {
    if (context.rebuilding) return;
    await this.calendar.finishDay(governmentCode(data.province), businessDate(data.date));
  }
}
