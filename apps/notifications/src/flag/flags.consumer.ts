import type { LaggardCleared, LaggardFlagged } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';
import { type ChunkContext, type Envelope, EVENT_LOG, UnitOfWork } from '@komitmen/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { RemindersService } from '../reminder/reminders.service';
import { FlagRow } from './flag.entity';

@Controller()
export class FlagsConsumer {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly reminders: RemindersService,
  ) {}

  @EventPattern<string>('scorecards.laggard-flagged.v1', EVENT_LOG)
  async flagged(@Payload() event: Envelope<LaggardFlagged>, @Ctx() context: ChunkContext): Promise<void> {
    await this.unitOfWork.run((tx) => tx.upsert(FlagRow, rowOf(event, true, event.data.evidence), ['id']));
    this.reconcileLater(event.data.government, context);
  }

  @EventPattern<string>('scorecards.laggard-cleared.v1', EVENT_LOG)
  async cleared(@Payload() event: Envelope<LaggardCleared>, @Ctx() context: ChunkContext): Promise<void> {
    await this.unitOfWork.run((tx) => tx.update(FlagRow, { id: event.data.flagId }, { standing: false }));
    this.reconcileLater(event.data.government, context);
  }

  /** Once per chunk: what came and went within it leaves no trace. */
  private reconcileLater(government: string, context: ChunkContext): void {
    if (!context.rebuilding) context.atChunkEnd(`reminders-${government}`, () => this.reminders.reconcile(government));
  }
}

function rowOf({ data, partitionkey: province }: Envelope<LaggardFlagged>, standing: boolean, evidence: FlagRow['evidence']): FlagRow {
  const { flagId: id, government, fiscalYear, rule, ruleVersion, link } = data;
  return { id, government, province, fiscalYear, rule, ruleVersion, link, since: data.since as BusinessDate, standing, evidence };
}
