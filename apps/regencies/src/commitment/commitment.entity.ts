import type { DatedSource, Document } from '@komitmen/contracts';
import type { FiscalYear, GovernmentCode } from '@komitmen/kernel';
import { type Columns, recordingColumns, RecordingColumns, recordingOf } from '@komitmen/platform';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Commitment, Pledge } from './commitment';

@Entity({ name: 'commitment' })
export class CommitmentRow extends RecordingColumns {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  government!: GovernmentCode;

  @Column({ name: 'fiscal_year', type: 'smallint' })
  fiscalYear!: FiscalYear;

  @Column({ type: 'text' })
  status!: Commitment['status'];

  @Column({ type: 'integer' })
  version!: number;

  /** Null on a declaration of none. */
  @Column({ type: 'jsonb', nullable: true })
  pledge!: Pledge | null;

  @Column({ type: 'jsonb' })
  source!: DatedSource;

  @Column({ type: 'jsonb', nullable: true })
  document!: Document | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;
}

const isPledge = (was: Pledge | DatedSource): was is Pledge => 'persons' in was;

function contentOf(commitment: Commitment): Pick<CommitmentRow, 'pledge' | 'source' | 'document' | 'reason'> {
  const none = { pledge: null, document: null, reason: null };
  switch (commitment.status) {
    case 'draft':
    case 'pledged':
      return { ...none, pledge: commitment.pledge, source: commitment.pledge.source };
    case 'confirmed':
      return { ...none, pledge: commitment.pledge, source: commitment.pledge.source, document: commitment.document };
    case 'declared-none':
      return { ...none, source: commitment.source };
    case 'withdrawn': {
      const { was, reason } = commitment;
      return isPledge(was) ? { ...none, pledge: was, source: was.source, reason } : { ...none, source: was, reason };
    }
  }
}

export function rowOf(commitment: Commitment): Columns<CommitmentRow> {
  const { id, government, fiscalYear, status, version, holdsOn, recording } = commitment;
  return { id, government, fiscalYear, status, version, ...contentOf(commitment), ...recordingColumns(holdsOn, recording) };
}

export function commitmentOf(row: CommitmentRow): Commitment {
  const { id, government, fiscalYear, version, holdsOn } = row;
  const identity = { id, government, fiscalYear, version, holdsOn, recording: recordingOf(row) };
  if (row.status === 'declared-none') return { ...identity, status: row.status, source: row.source };
  if (row.status === 'withdrawn') return { ...identity, status: row.status, reason: row.reason ?? '', was: row.pledge ?? row.source };
  if (row.pledge === null) throw new Error(`commitment ${id} is ${row.status} without a pledge`);
  if (row.status === 'confirmed') return { ...identity, status: row.status, pledge: row.pledge, document: row.document };
  return { ...identity, status: row.status, pledge: row.pledge };
}
