import { type Link } from '@komitmen/kernel';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { REMINDER_STATES, type ReminderState } from './reminder';

export class ReminderQuery {
  @ApiPropertyOptional({ example: '52.71', description: 'Kemendagri code of a government; a province’s shows its own reminders only' })
  @IsOptional()
  @Matches(/^\d{2}(\.\d{2})?$/)
  government?: string;

  @ApiPropertyOptional({ enum: REMINDER_STATES })
  @IsOptional()
  @IsIn(REMINDER_STATES)
  state?: ReminderState;

  @ApiPropertyOptional({ example: 2025 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2000)
  @Max(2100)
  fiscalYear?: number;
}

export class MomentView {
  @ApiProperty({ example: '2025-07-15' }) date = '';
  @ApiProperty({ example: '08:00' }) time = '';
}

export class RecipientView {
  @ApiProperty({ enum: ['regional-secretary', 'treasury-office', 'labour-office'] }) post = '';
  @ApiProperty({ example: 'Sekretaris Daerah Kota Mataram' }) title = '';
  @ApiProperty({ example: 'setda.mataram@contoh.example' }) email = '';
}

export class ReminderView {
  @ApiProperty() id = '';
  @ApiProperty() flagId = '';
  @ApiProperty({ example: 'zero-coverage' }) rule = '';
  @ApiProperty({ enum: ['commitment', 'allocation', 'disbursement', 'receipt', 'protection'] }) link: Link = 'protection';
  @ApiProperty({ example: 2025 }) fiscalYear = 0;
  @ApiProperty({ example: '52.71' }) government = '';
  @ApiProperty({ type: RecipientView }) recipient = new RecipientView();
  @ApiProperty({ example: 1 }) rung = 1;
  @ApiProperty({ enum: REMINDER_STATES }) state: ReminderState = 'scheduled';
  @ApiProperty({ type: MomentView, description: 'business time in the province’s zone' }) due = new MomentView();
  @ApiProperty({ type: MomentView, nullable: true, description: 'business time in the province’s zone' }) sentAt: MomentView | null = null;
  @ApiProperty({ type: String, nullable: true, example: 'Asia/Makassar' }) zone: string | null = null;
  @ApiProperty({ type: String, nullable: true }) letterId: string | null = null;
}

export class DeliveryView {
  @ApiProperty() id = '';
  @ApiProperty({ enum: ['file', 'smtp'] }) via = '';
  @ApiProperty({ enum: ['started', 'sent', 'deferred', 'bounced'] }) outcome = '';
  @ApiProperty({ type: Number, nullable: true }) smtpStatus: number | null = null;
  @ApiProperty({ type: String, nullable: true, description: 'what the mail server said, or the file' }) detail: string | null = null;
  @ApiProperty({ format: 'date-time', description: 'real time' }) startedAt = '';
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) endedAt: string | null = null;
}

export class CopyView {
  @ApiProperty() post = '';
  @ApiProperty() title = '';
}

export class LetterView {
  @ApiProperty({ example: '52.71-regional-secretary-2025-07-15' }) id = '';
  @ApiProperty() government = '';
  @ApiProperty() subject = '';
  @ApiProperty({ type: RecipientView }) to = new RecipientView();
  @ApiProperty({ type: [CopyView], description: 'named under “Tembusan”; each gets a letter of its own' }) cc: CopyView[] = [];
  @ApiProperty({ example: '2025-07-15' }) date = '';
  @ApiProperty() text = '';
  @ApiProperty() html = '';
  @ApiProperty({ enum: ['queued', 'sent', 'bounced', 'withdrawn'] }) state = '';
  @ApiProperty({ type: MomentView, nullable: true }) sentAt: MomentView | null = null;
  @ApiProperty({ type: String, nullable: true }) zone: string | null = null;
  @ApiProperty({ type: [DeliveryView] }) deliveries: DeliveryView[] = [];
}
