import { Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BusinessDaysConsumer } from './business-day/business-days.consumer';
import { BusinessDaysService } from './business-day/business-days.service';
import { letterQueue } from './delivery/letter-queue.service';
import { LetterSender, MAILER } from './delivery/letter-sender.service';
import { MailHealth } from './delivery/mail-health.service';
import { mailerFor } from './delivery/mailer.service';
import { QueueHealth } from './delivery/queue-health.service';
import { LETTER_QUEUE, Scanner } from './delivery/scanner.service';
import { FlagsConsumer } from './flag/flags.consumer';
import { LetterArchive } from './letter/letter-archive.service';
import { LetterController } from './letter/letter.controller';
import { LettersService } from './letter/letters.service';
import { RecipientsConsumer } from './recipient/recipients.consumer';
import { ReminderList } from './reminder/reminder-list.service';
import { ReminderController } from './reminder/reminder.controller';
import { ReminderMetrics } from './reminder/reminder-metrics.service';
import { RemindersService } from './reminder/reminders.service';
import { CONFIGURATION, type Configuration, configurationFrom } from './settings';

@Module({
  controllers: [ReminderController, LetterController, RecipientsConsumer, FlagsConsumer, BusinessDaysConsumer],
  providers: [
    RemindersService,
    ReminderList,
    ReminderMetrics,
    LettersService,
    LetterArchive,
    BusinessDaysService,
    LetterSender,
    Scanner,
    QueueHealth,
    MailHealth,
    { provide: CONFIGURATION, useFactory: () => configurationFrom(process.env) },
    { provide: MAILER, useFactory: mailerFor, inject: [CONFIGURATION] },
    {
      provide: LETTER_QUEUE,
      useFactory: ({ redisUrl, letterLockMs: lockMs }: Configuration, dataSource: DataSource) =>
        letterQueue({ redisUrl, databaseUrl: databaseUrlOf(dataSource), lockMs, firstRetryMs: lockMs }),
      inject: [CONFIGURATION, DataSource],
    },
  ],
})
export class NotificationsModule {}

function databaseUrlOf({ options }: DataSource): string {
  if (options.type === 'postgres' && typeof options.url === 'string') return options.url;
  throw new Error('notifications needs the address of a PostgreSQL database');
}
