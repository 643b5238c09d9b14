import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { GovernmentRegistered } from '@komitmen/contracts';
import { governmentCode } from '@komitmen/kernel';
import { type ChunkContext, type Envelope, EVENT_LOG } from '@komitmen/messaging';
import { GovernmentRow } from './government.entity';

/** Learns which governments there are. */
@Controller()
export class GovernmentConsumer {
  @EventPattern<string>('regencies.government-registered.v1', EVENT_LOG)
  async registered(@Payload() { data }: Envelope<GovernmentRegistered>, @Ctx() { transaction }: ChunkContext): Promise<void> {
    const { name, kind } = data;
    await transaction.upsert(GovernmentRow, { code: governmentCode(data.code), name, kind, province: governmentCode(data.province) }, [
      'code',
    ]);
  }
}
