import { PATHS } from '@komitmen/contracts';
import type { ServiceDefinition } from '@komitmen/platform';
import { BusinessDayRow } from './business-day/business-day.entity';
import { DeliveryRow } from './delivery/delivery.entity';
import { FlagRow } from './flag/flag.entity';
import { LetterRow } from './letter/letter.entity';
import { Notifications1752540000000 } from './migrations/1752540000000-notifications';
import { NotificationsModule } from './notifications.module';
import { GovernmentRow } from './recipient/government.entity';
import { OfficialRow } from './recipient/official.entity';
import { ReminderRow } from './reminder/reminder.entity';
import { NotificationsSettings } from './settings';

export { prepareLetterQueue } from './delivery/letter-queue-schema.service';
export { NotificationsSettings };

export const notificationsService: ServiceDefinition = {
  name: 'notifications',
  module: NotificationsModule,
  entities: [GovernmentRow, OfficialRow, FlagRow, ReminderRow, LetterRow, DeliveryRow, BusinessDayRow],
  migrations: [Notifications1752540000000],
  prefixes: PATHS.notifications,
  consumes: ['regencies', 'scorecards'],
  settings: NotificationsSettings,
  requiredSettings: ['REDIS_URL'],
};
