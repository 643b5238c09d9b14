import type { GovernmentRegistered } from '@komitmen/contracts';
import { type ChunkContext, type Envelope, EVENT_LOG } from '@komitmen/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';

@Controller()
export class GovernmentConsumer {
  @EventPattern<string>('regencies.government-registered.v1', EVENT_LOG)
  async registered(@Payload() { data }: Envelope<GovernmentRegistered>, @Ctx() context: ChunkContext): Promise<void> {
    await context.transaction.query(
      'INSERT INTO government (code, name) VALUES ($1, $2) ON CONFLICT (code) DO UPDATE SET name = excluded.name',
      [data.code, data.name],
    );
  }
}
