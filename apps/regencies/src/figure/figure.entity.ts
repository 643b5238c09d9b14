import type { DatedSource, FigureStated } from '@komitmen/contracts';
import type { FiscalYear, GovernmentCode, Qualifier } from '@komitmen/kernel';
import { RecordingColumns } from '@komitmen/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a source says about a subject. Never changed: a correction is a new figure. */
@Entity({ name: 'stated_figure' })
export class FigureRow extends RecordingColumns {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  subject!: GovernmentCode;

  @Column({ name: 'fiscal_year', type: 'smallint', nullable: true })
  fiscalYear!: FiscalYear | null;

  @Column({ type: 'text' })
  measure!: string;

  /** Canonical decimal, as text so that no digit is lost. */
  @Column({ type: 'text', nullable: true })
  value!: string | null;

  @Column({ type: 'text', nullable: true })
  denominator!: string | null;

  @Column({ type: 'text' })
  unit!: FigureStated['unit'];

  @Column({ type: 'text', nullable: true })
  text!: string | null;

  @Column({ type: 'text' })
  qualifier!: Qualifier;

  @Column({ name: 'precision_unit', type: 'text', nullable: true })
  precision!: string | null;

  @Column({ type: 'text', nullable: true })
  definition!: string | null;

  @Column({ type: 'jsonb' })
  source!: DatedSource;
}
