import { FIGURE_UNITS, type FigureStated } from '@komitmen/contracts';
import { QUALIFIERS, type Qualifier } from '@komitmen/kernel';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { DAY, SourceDto } from '../recording/source.dto';

const GOVERNMENT = /^\d{2}(\.\d{2})?$/;

export class FigureDto {
  /** The government that the figure speaks of. */
  @Matches(GOVERNMENT)
  subject!: string;

  @IsOptional()
  @IsInt()
  @Min(2000)
  @Max(2100)
  fiscalYear?: number | null;

  /** What is measured, such as `population`. */
  @Matches(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  @MaxLength(60)
  measure!: string;

  /** Canonical decimal: `57000`, `30.70`. */
  @IsOptional()
  @Matches(/^\d{1,18}(\.\d{1,4})?$/)
  value?: string | null;

  @IsOptional()
  @Matches(/^\d{1,18}$/)
  denominator?: string | null;

  @IsIn(FIGURE_UNITS)
  unit!: FigureStated['unit'];

  /** The source's own words. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(1000)
  text?: string | null;

  @IsIn(QUALIFIERS)
  qualifier!: Qualifier;

  /** Unit of the last stated digit. */
  @IsOptional()
  @Matches(/^[1-9]\d{0,17}$/)
  precision?: string | null;

  /** What is counted. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(300)
  definition?: string | null;

  @Matches(DAY)
  holdsOn!: string;

  @ValidateNested()
  @IsNotEmpty()
  @Type(() => SourceDto)
  source!: SourceDto;
}

export class FigureQuery {
  @IsOptional()
  @Matches(GOVERNMENT)
  subject?: string;

  @IsOptional()
  @IsString()
  measure?: string;
}
