import { SEGMENTS, type Segment } from '@komitmen/kernel';
import { type DocumentDto, IsDay, IsDocument, IsFiscalYear, IsGovernment, IsSource, IsText, type SourceDto } from '@komitmen/platform';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsOptional, Matches, Max } from 'class-validator';

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

export class NoCommitmentDto {
  @IsGovernment()
  government!: string;

  @IsFiscalYear()
  fiscalYear!: number;

  @IsSource()
  source!: SourceDto;

  @IsDay()
  holdsOn!: string;
}

export class CommitmentDto extends NoCommitmentDto {
  @IsInt()
  @Max(2_000_000_000)
  persons!: number;

  /** Left out where the source names no first month. */
  @IsOptional()
  @Matches(MONTH)
  firstMonth?: string | null;

  @IsInt()
  months!: number;

  @IsIn(SEGMENTS)
  segment!: Segment;

  @IsText(300, 'Peraturan Bupati Nomor 12 Tahun 2025')
  legalBasis!: string;

  /** False records a draft. */
  @IsOptional()
  @IsBoolean()
  pledged?: boolean;
}

export class PledgingDto {
  @IsDay()
  holdsOn!: string;
}

export class ConfirmationDto extends PledgingDto {
  @IsOptional()
  @IsDocument()
  document?: DocumentDto | null;
}

export class WithdrawalDto extends PledgingDto {
  @IsText(500, 'anggaran dialihkan')
  reason!: string;
}

export class CommitmentQuery {
  @IsOptional()
  @IsGovernment()
  government?: string;

  @IsOptional()
  @Type(() => Number)
  @IsFiscalYear()
  fiscalYear?: number;
}
