import type { GovernmentRegistered, OfficialRegistered } from '@komitmen/contracts';
import { type ChunkContext, type Envelope, EVENT_LOG, UnitOfWork } from '@komitmen/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { RemindersService } from '../reminder/reminders.service';
import { GovernmentRow } from './government.entity';
import { OfficialRow } from './official.entity';

@Controller()
export class RecipientsConsumer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reminders: RemindersService,
  ) {}

  @EventPattern<string>('regencies.government-registered.v1', EVENT_LOG)
  async governmentRegistered(@Payload() event: Envelope<GovernmentRegistered>): Promise<void> {
    const { code, name, province, timeZone } = event.data;
    await this.unitOfWork.run((tx) => tx.upsert(GovernmentRow, { code, name, province, zone: timeZone }, ['code']));
  }

  /** An office that becomes known after a flag rose is written to as well. */
  @EventPattern<string>('regencies.official-registered.v1', EVENT_LOG)
  async officialRegistered(@Payload() event: Envelope<OfficialRegistered>, @Ctx() context: ChunkContext): Promise<void> {
    const { government, post, title, email } = event.data;
    await this.unitOfWork.run((tx) => tx.upsert(OfficialRow, { government, post, title, email }, ['government', 'post']));
    if (!context.rebuilding) context.atChunkEnd(`reminders-${government}`, () => this.reminders.reconcile(government));
  }
}
