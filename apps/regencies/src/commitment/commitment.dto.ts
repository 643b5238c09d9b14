import { SEGMENTS, type Segment } from '@komitmen/kernel';
import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { DAY, DocumentDto, SourceDto } from '../recording/source.dto';

const GOVERNMENT = /^\d{2}(\.\d{2})?$/;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

export class NoCommitmentDto {
  @Matches(GOVERNMENT)
  government!: string;

  @IsInt()
  @Min(2000)
  @Max(2100)
  fiscalYear!: number;

  @ValidateNested()
  @IsNotEmpty()
  @Type(() => SourceDto)
  source!: SourceDto;

  @Matches(DAY)
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

  @IsString()
  @IsNotEmpty()
  @MaxLength(300)
  legalBasis!: string;

  /** False records a draft. */
  @IsOptional()
  @IsBoolean()
  pledged?: boolean;
}

export class PledgingDto {
  @Matches(DAY)
  holdsOn!: string;
}

export class ConfirmationDto extends PledgingDto {
  @IsOptional()
  @ValidateNested()
  @Type(() => DocumentDto)
  document?: DocumentDto | null;
}

export class WithdrawalDto extends PledgingDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(500)
  reason!: string;
}

export class CommitmentQuery {
  @IsOptional()
  @Matches(GOVERNMENT)
  government?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  fiscalYear?: number;
}
