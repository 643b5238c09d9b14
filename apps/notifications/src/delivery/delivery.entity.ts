import { Column, Entity, PrimaryColumn } from 'typeorm';

/** `started` and never ended: the process died in between, and the letter may have left. */
export type DeliveryOutcome = 'started' | 'sent' | 'deferred' | 'bounced';

/** One attempt to hand a letter over, by real time. */
@Entity('delivery')
export class DeliveryRow {
  @PrimaryColumn('text') id = '';
  @Column('text', { name: 'letter_id' }) letterId = '';
  @Column('text') via: 'file' | 'smtp' = 'file';
  @Column('text') outcome: DeliveryOutcome = 'started';
  @Column('integer', { name: 'smtp_status', nullable: true }) smtpStatus: number | null = null;
  @Column('text', { nullable: true }) detail: string | null = null;
  @Column('timestamptz', { name: 'started_at' }) startedAt = new Date(0);
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt: Date | null = null;
}
