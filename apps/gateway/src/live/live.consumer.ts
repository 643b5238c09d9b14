import type {
  BusinessDayBegan,
  LaggardCleared,
  LaggardFlagged,
  ReminderBounced,
  ReminderScheduled,
  ReminderSent,
  ReminderWithdrawn,
  ScorecardChanged,
} from '@komitmen/contracts';
import { type ChunkContext, type Envelope, EVENT_LOG, UnitOfWork } from '@komitmen/messaging';
import { Controller } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { LiveHub, type LiveMessage } from './live-hub';

type ReminderEvent = ReminderScheduled | ReminderSent | ReminderBounced | ReminderWithdrawn;

/** Turns events into live messages, after the chunk's commit and once per thing that changed. */
@Controller()
export class LiveConsumer {
  constructor(
    private readonly hub: LiveHub,
    private readonly work: UnitOfWork,
  ) {}

  @EventPattern<string>('scorecards.scorecard-changed.v1', EVENT_LOG)
  scorecard(@Payload() { data: { government, fiscalYear, version } }: Envelope<ScorecardChanged>, @Ctx() context: ChunkContext): void {
    this.tell(context, `scorecard ${government} ${fiscalYear}`, {
      kind: 'scorecard',
      government,
      data: { government, fiscalYear, version },
    });
  }

  @EventPattern<string>('scorecards.laggard-flagged.v1', EVENT_LOG)
  flagged(@Payload() { data: { flagId: id, government, rule } }: Envelope<LaggardFlagged>, @Ctx() context: ChunkContext): void {
    this.tell(context, `flag ${id}`, { kind: 'flag', government, data: { id, government, rule, kind: 'flagged' } });
  }

  @EventPattern<string>('scorecards.laggard-cleared.v1', EVENT_LOG)
  cleared(@Payload() { data: { flagId: id, government, rule } }: Envelope<LaggardCleared>, @Ctx() context: ChunkContext): void {
    this.tell(context, `flag ${id}`, { kind: 'flag', government, data: { id, government, rule, kind: 'cleared' } });
  }

  @EventPattern<string>('notifications.reminder-scheduled.v1', EVENT_LOG)
  scheduled(@Payload() event: Envelope<ReminderScheduled>, @Ctx() context: ChunkContext): void {
    this.reminder(context, event.data, 'scheduled');
  }

  @EventPattern<string>('notifications.reminder-sent.v1', EVENT_LOG)
  sent(@Payload() event: Envelope<ReminderSent>, @Ctx() context: ChunkContext): void {
    this.reminder(context, event.data, 'sent');
  }

  @EventPattern<string>('notifications.reminder-bounced.v1', EVENT_LOG)
  bounced(@Payload() event: Envelope<ReminderBounced>, @Ctx() context: ChunkContext): void {
    this.reminder(context, event.data, 'bounced');
  }

  @EventPattern<string>('notifications.reminder-withdrawn.v1', EVENT_LOG)
  withdrawn(@Payload() event: Envelope<ReminderWithdrawn>, @Ctx() context: ChunkContext): void {
    this.reminder(context, event.data, 'withdrawn');
  }

  @EventPattern<string>('regencies.business-day-began.v1', EVENT_LOG)
  day(@Payload() { data: { province, date, time } }: Envelope<BusinessDayBegan>, @Ctx() context: ChunkContext): void {
    this.tell(context, `calendar ${province}`, { kind: 'calendar', government: null, data: { province, date, time } });
  }

  private reminder(context: ChunkContext, { reminderId: id, government }: ReminderEvent, state: string): void {
    this.tell(context, `reminder ${id}`, { kind: 'reminder', government, data: { id, government, state } });
  }

  private tell(context: ChunkContext, key: string, message: LiveMessage): void {
    context.atChunkEnd(`live ${key}`, () => {
      this.work.afterCommit(() => this.hub.push(message));
      return Promise.resolve();
    });
  }
}
