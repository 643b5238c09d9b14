import type { DatedSource } from '@komitmen/contracts';
import type { FiscalYear, GovernmentCode, Month, Qualifier, Segment } from '@komitmen/kernel';
import { type Columns, recordingColumns, RecordingColumns, recordingOf } from '@komitmen/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { type Headcount, type Reporter, type Statement, statementOf } from './headcount';

/** One report; the database refuses to change or remove it. */
@Entity({ name: 'headcount' })
export class HeadcountRow extends RecordingColumns {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  payer!: GovernmentCode;

  @Column({ name: 'fiscal_year', type: 'smallint' })
  fiscalYear!: FiscalYear;

  @Column({ type: 'text' })
  kind!: Statement['kind'];

  @Column({ type: 'integer', nullable: true })
  persons!: number | null;

  @Column({ type: 'text' })
  qualifier!: Qualifier;

  /** Unit of the last stated digit, in persons. */
  @Column({ name: 'precision_unit', type: 'integer', nullable: true })
  precision!: number | null;

  @Column({ type: 'text', nullable: true })
  statement!: string | null;

  @Column({ type: 'text', nullable: true })
  residence!: GovernmentCode | null;

  @Column({ name: 'beneficiary_group', type: 'text', nullable: true })
  group!: string | null;

  @Column({ type: 'text', nullable: true })
  segment!: Segment | null;

  @Column({ type: 'text', array: true, nullable: true })
  months!: Month[] | null;

  @Column({ type: 'text' })
  reporter!: Reporter;

  @Column({ type: 'jsonb' })
  source!: DatedSource;
}

export function headcountRow({ recording, holdsOn, months, ...headcount }: Headcount): Columns<HeadcountRow> {
  return { months: months && [...months], ...headcount, ...recordingColumns(holdsOn, recording) };
}

export function headcountOf(row: Columns<HeadcountRow>): Headcount {
  const { knownOn: _knownOn, recordedAt: _recordedAt, recordedBy: _recordedBy, kind, persons, qualifier, precision, ...rest } = row;
  return { ...rest, ...statementOf({ kind, persons, qualifier, precision }), recording: recordingOf(row) };
}
