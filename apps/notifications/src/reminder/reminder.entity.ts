import type { BusinessDate } from '@komitmen/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Post, Reminder, ReminderState } from './reminder';

@Entity('reminder')
export class ReminderRow {
  @PrimaryColumn('text') id = '';
  @Column('text', { name: 'flag_id' }) flagId = '';
  @Column('text') government = '';
  @Column('text') province = '';
  @Column('text') post: Post = 'regional-secretary';
  @Column('integer') rung = 1;
  @Column('date', { name: 'due_date' }) dueDate = '' as BusinessDate;
  @Column('text', { name: 'due_time' }) dueTime = '';
  @Column('integer') version = 1;
  @Column('text') state: ReminderState = 'scheduled';
  @Column('text', { name: 'letter_id', nullable: true }) letterId: string | null = null;
  @Column('date', { name: 'sent_date', nullable: true }) sentDate: BusinessDate | null = null;
  @Column('text', { name: 'sent_time', nullable: true }) sentTime: string | null = null;
  @Column('integer', { name: 'smtp_status', nullable: true }) smtpStatus: number | null = null;
}

export function toReminder(row: ReminderRow): Reminder {
  const { id, flagId, government, post, rung, version, letterId } = row;
  const slot = { id, flagId, government, post, rung, version, due: { date: row.dueDate, time: row.dueTime } };
  switch (row.state) {
    case 'scheduled':
      return { ...slot, state: 'scheduled', letterId };
    case 'withdrawn':
      return { ...slot, state: 'withdrawn', reason: 'flag-cleared' };
    case 'bounced':
      return { ...slot, state: 'bounced', letterId: letterId ?? '', smtpStatus: row.smtpStatus };
    case 'sent':
      return {
        ...slot,
        state: 'sent',
        letterId: letterId ?? '',
        sentAt: { date: row.sentDate ?? row.dueDate, time: row.sentTime ?? row.dueTime },
      };
  }
}

export function toReminderRow(reminder: Reminder, province: string): ReminderRow {
  const { id, flagId, government, post, rung, version, due, state } = reminder;
  return {
    id,
    flagId,
    government,
    province,
    post,
    rung,
    dueDate: due.date,
    dueTime: due.time,
    version,
    state,
    letterId: state === 'withdrawn' ? null : reminder.letterId,
    sentDate: state === 'sent' ? reminder.sentAt.date : null,
    sentTime: state === 'sent' ? reminder.sentAt.time : null,
    smtpStatus: state === 'bounced' ? reminder.smtpStatus : null,
  };
}
