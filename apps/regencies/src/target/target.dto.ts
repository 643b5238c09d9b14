import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { DAY, SourceDto } from '../recording/source.dto';

const GOVERNMENT = /^\d{2}(\.\d{2})?$/;

export class TargetDto {
  @Matches(GOVERNMENT)
  government!: string;

  @IsInt()
  @Min(2000)
  @Max(2100)
  fiscalYear!: number;

  /** Per cent: `62.22`. */
  @Matches(/^\d{1,3}(\.\d{1,4})?$/)
  share!: string;

  /** Of what the share is taken. */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  definition!: string;

  @ValidateNested()
  @IsNotEmpty()
  @Type(() => SourceDto)
  source!: SourceDto;

  @Matches(DAY)
  holdsOn!: string;
}

export class TargetQuery {
  @IsOptional()
  @Matches(GOVERNMENT)
  government?: string;

  @IsOptional()
  @Type(() => Number)
  @IsInt()
  fiscalYear?: number;
}
