import type { DatedSource } from '@komitmen/contracts';
import type { FiscalYear, GovernmentCode } from '@komitmen/kernel';
import { RecordingColumns } from '@komitmen/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A required share of the eligible, by someone's decision. Never changed: a later one is a new target. */
@Entity({ name: 'target' })
export class TargetRow extends RecordingColumns {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  government!: GovernmentCode;

  @Column({ name: 'fiscal_year', type: 'smallint' })
  fiscalYear!: FiscalYear;

  /** Per cent, canonical decimal. */
  @Column({ type: 'text' })
  share!: string;

  /** Definition of the denominator. */
  @Column({ type: 'text' })
  denominator!: string;

  @Column({ type: 'jsonb' })
  source!: DatedSource;
}
