import type { AllocationRecorded, DatedDocument, DatedSource, Recording } from '@komitmen/contracts';
import type { BudgetKind, FiscalYear, GovernmentCode, Rupiah, Segment } from '@komitmen/kernel';
import { type Columns, RecordingColumns, recordingColumns, recordingOf, rupiahColumn } from '@komitmen/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Allocation, FundSource, NoneDeclaration } from './allocation';
import type { Stage } from './stage';

/** A budget line at its latest version. */
@Entity({ name: 'allocation' })
export class AllocationRow extends RecordingColumns {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'text' })
  payer!: GovernmentCode;

  @Column({ type: 'text' })
  beneficiary!: GovernmentCode;

  @Column({ name: 'fiscal_year', type: 'smallint' })
  fiscalYear!: FiscalYear;

  @Column({ name: 'fund_source', type: 'text' })
  fundSource!: FundSource;

  @Column({ type: 'text' })
  budget!: BudgetKind;

  @Column({ type: 'uuid', nullable: true })
  supersedes!: string | null;

  @Column({ type: 'text' })
  stage!: Stage;

  @Column(rupiahColumn)
  amount!: Rupiah;

  @Column({ type: 'smallint' })
  months!: number;

  @Column({ type: 'text' })
  segment!: Segment;

  @Column({ name: 'beneficiary_group', type: 'text', nullable: true })
  group!: string | null;

  @Column({ name: 'legal_basis', type: 'text', nullable: true })
  legalBasis!: string | null;

  @Column({ type: 'jsonb' })
  document!: DatedDocument;

  @Column({ name: 'account_code', type: 'text', nullable: true })
  accountCode!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  source!: DatedSource | null;
}

/** Every version of every line, as it was published; the database refuses to change or remove one. */
@Entity({ name: 'allocation_version' })
export class AllocationVersionRow {
  @PrimaryColumn({ name: 'allocation_id', type: 'uuid' })
  allocationId!: string;

  @PrimaryColumn({ type: 'integer' })
  version!: number;

  @Column({ type: 'jsonb' })
  fact!: AllocationRecorded;
}

/** A statement that a payer has allocated nothing for a year. */
@Entity({ name: 'none_declaration' })
export class NoneDeclarationRow extends RecordingColumns {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  payer!: GovernmentCode;

  @Column({ name: 'fiscal_year', type: 'smallint' })
  fiscalYear!: FiscalYear;

  @Column({ type: 'jsonb' })
  source!: DatedSource;
}

export function allocationRow({ recording, holdsOn, ...line }: Allocation): Columns<AllocationRow> {
  return { ...line, ...recordingColumns(holdsOn, recording) };
}

export function allocationOf(row: Columns<AllocationRow>): Allocation {
  const { knownOn: _knownOn, recordedAt: _recordedAt, recordedBy: _recordedBy, ...line } = row;
  return { ...line, recording: recordingOf(row) };
}

export const declarationRow = ({
  recording,
  holdsOn,
  ...declaration
}: NoneDeclaration & { readonly recording: Recording }): Columns<NoneDeclarationRow> => ({
  ...declaration,
  ...recordingColumns(holdsOn, recording),
});
