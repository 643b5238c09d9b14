import type { DatedDocument } from '@komitmen/contracts';
import type { FiscalYear, GovernmentCode, Month, Rupiah, Segment } from '@komitmen/kernel';
import { type Columns, RecordingColumns, recordingColumns, recordingOf, rupiahColumn } from '@komitmen/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Disbursement, DisbursementEvent } from './disbursement';

/** A payment at its latest stage. */
@Entity({ name: 'disbursement' })
export class DisbursementRow extends RecordingColumns {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ name: 'allocation_id', type: 'uuid' })
  allocationId!: string;

  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'text' })
  payer!: GovernmentCode;

  @Column({ type: 'text' })
  beneficiary!: GovernmentCode;

  @Column({ name: 'fiscal_year', type: 'smallint' })
  fiscalYear!: FiscalYear;

  @Column({ type: 'text' })
  stage!: Disbursement['stage'];

  @Column(rupiahColumn)
  amount!: Rupiah;

  @Column({ name: 'paid_months', type: 'text', array: true })
  paidMonths!: Month[];

  @Column({ type: 'text' })
  segment!: Segment;

  @Column({ type: 'jsonb' })
  document!: DatedDocument;

  /** Number of the SP2D, once there is one. */
  @Column({ type: 'text', nullable: true })
  sp2d!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  receipt!: DatedDocument | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  refund!: DatedDocument | null;
}

/** Every step of every payment, as it was published; the database refuses to change or remove one. */
@Entity({ name: 'disbursement_version' })
export class DisbursementVersionRow {
  @PrimaryColumn({ name: 'disbursement_id', type: 'uuid' })
  disbursementId!: string;

  @PrimaryColumn({ type: 'integer' })
  version!: number;

  @Column({ type: 'text' })
  type!: DisbursementEvent['type'];

  @Column({ type: 'jsonb' })
  fact!: DisbursementEvent['data'];
}

export function disbursementRow(payment: Disbursement): Columns<DisbursementRow> {
  const { recording, holdsOn, paidMonths, ...rest } = payment;
  const none = { receipt: null, reason: null, refund: null };
  return { ...none, ...rest, paidMonths: [...paidMonths], ...recordingColumns(holdsOn, recording) };
}

export function disbursementOf(row: Columns<DisbursementRow>): Disbursement {
  const { knownOn: _knownOn, recordedAt: _recordedAt, recordedBy: _recordedBy, stage, sp2d, receipt, reason, refund, ...rest } = row;
  const payment = { ...rest, sp2d, recording: recordingOf(row) };
  if (stage === 'requested' || stage === 'ordered') return { ...payment, stage };
  if (stage === 'disbursed' && sp2d !== null) return { ...payment, stage, sp2d };
  if (stage === 'acknowledged' && receipt !== null) return { ...payment, stage, receipt };
  if (stage === 'rejected' && reason !== null) return { ...payment, stage, reason };
  if (stage === 'refunded' && refund !== null) return { ...payment, stage, refund };
  throw new Error(`disbursement ${row.id} is ${stage} without what proves it`);
}
