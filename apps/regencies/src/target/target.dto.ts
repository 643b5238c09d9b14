import { IsDay, IsFiscalYear, IsGovernment, IsSource, IsText, type SourceDto } from '@komitmen/platform';
import { Type } from 'class-transformer';
import { IsOptional, Matches } from 'class-validator';

export class TargetDto {
  @IsGovernment()
  government!: string;

  @IsFiscalYear()
  fiscalYear!: number;

  /** Per cent: `62.22`. */
  @Matches(/^\d{1,3}(\.\d{1,4})?$/)
  share!: string;

  /** Of what the share is taken. */
  @IsText(200, 'penduduk yang bekerja')
  definition!: string;

  @IsSource()
  source!: SourceDto;

  @IsDay()
  holdsOn!: string;
}

export class TargetQuery {
  @IsOptional()
  @IsGovernment()
  government?: string;

  @IsOptional()
  @Type(() => Number)
  @IsFiscalYear()
  fiscalYear?: number;
}
