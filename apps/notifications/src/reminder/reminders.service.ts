import { Outbox, UnitOfWork } from '@komitmen/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In } from 'typeorm';
import { FlagRow } from '../flag/flag.entity';
import { OfficialRow } from '../recipient/official.entity';
import { CONFIGURATION, type Configuration } from '../settings';
import { eventOf, reconcile, type Reminder } from './reminder';
import { reminderId } from './reminder-id.service';
import { ReminderRow, toReminder, toReminderRow } from './reminder.entity';

@Injectable()
export class RemindersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** Brings the reminders of one government in line with its flags and its offices. */
  reconcile(government: string): Promise<void> {
    return this.unitOfWork.run(async (tx) => {
      // Flags and officials come by two topics at once: without the lock neither would see the other's row.
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`notifications-reminders-${government}`]);
      const flags = await tx.findBy(FlagRow, { government });
      const [province] = flags.map((flag) => flag.province);
      if (province === undefined) return;
      const officials = await tx.findBy(OfficialRow, { government });
      const existing = await this.load(tx, { flagIds: flags.map((flag) => flag.id) });
      const posts = officials.map((official) => official.post).sort();
      await this.save(tx, province, reconcile(flags, posts, existing, this.configuration, reminderId));
    });
  }

  /** Loads and locks. */
  async load(
    tx: EntityManager,
    by: { readonly flagIds: readonly string[] } | { readonly letterId: string } | { readonly ids: readonly string[] },
  ): Promise<Reminder[]> {
    const where = 'letterId' in by ? { letterId: by.letterId } : 'ids' in by ? { id: In([...by.ids]) } : { flagId: In([...by.flagIds]) };
    const rows = await tx.find(ReminderRow, { where, order: { id: 'ASC' }, lock: { mode: 'pessimistic_write' } });
    return rows.map(toReminder);
  }

  /** Writes what has changed and tells it, in the open unit of work. */
  async save(tx: EntityManager, province: string, changed: readonly Reminder[]): Promise<void> {
    if (changed.length === 0) return;
    await tx.upsert(
      ReminderRow,
      changed.map((reminder) => toReminderRow(reminder, province)),
      ['id'],
    );
    for (const reminder of changed) {
      await this.outbox.publish({ ...eventOf(reminder), subject: reminder.id, province, aggregateVersion: reminder.version });
    }
  }
}
