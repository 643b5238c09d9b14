import type { BusinessDate } from '@komitmen/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Post } from '../reminder/reminder';
import type { Addressee } from './letter';

/** `queued` until its delivery is decided; `withdrawn` when every flag it spoke of fell first. */
export const LETTER_STATES = ['queued', 'sent', 'bounced', 'withdrawn'] as const;
export type LetterState = (typeof LETTER_STATES)[number];

@Entity('letter')
export class LetterRow {
  @PrimaryColumn('text') id = '';
  @Column('text') government = '';
  @Column('text') province = '';
  @Column('text') post: Post = 'regional-secretary';
  /** Business moment from which it may leave; it is dated so. */
  @Column('date') date = '' as BusinessDate;
  @Column('text') time = '';
  @Column('text') subject = '';
  @Column('text') title = '';
  @Column('text') email = '';
  @Column('jsonb') copies: Addressee[] = [];
  @Column('text') text = '';
  @Column('text') html = '';
  @Column('text') state: LetterState = 'queued';
  /** Deliveries that have ended, well or badly. */
  @Column('integer') attempts = 0;
  @Column('date', { name: 'sent_date', nullable: true }) sentDate: BusinessDate | null = null;
  @Column('text', { name: 'sent_time', nullable: true }) sentTime: string | null = null;
  @Column('timestamptz', { name: 'written_at' }) writtenAt = new Date(0);
  @Column('timestamptz', { name: 'enqueued_at', nullable: true }) enqueuedAt: Date | null = null;
}
