import { FIGURE_UNITS, type FigureStated } from '@komitmen/contracts';
import { QUALIFIERS, type Qualifier } from '@komitmen/kernel';
import { IsDay, IsFiscalYear, IsGovernment, IsSource, IsText, type SourceDto } from '@komitmen/platform';
import { IsIn, IsOptional, Matches, MaxLength } from 'class-validator';

export class FigureDto {
  /** The government that the figure speaks of. */
  @IsGovernment()
  subject!: string;

  @IsOptional()
  @IsFiscalYear()
  fiscalYear?: number | null;

  /** What is measured, such as `population`. */
  @Matches(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  @MaxLength(60)
  measure!: string;

  /** Canonical decimal: `57000`, `30.70`; whole unless the unit is `percent`. */
  @IsOptional()
  @Matches(/^\d{1,18}(\.\d{1,4})?$/)
  value?: string | null;

  /** A whole number above zero. */
  @IsOptional()
  @Matches(/^[1-9]\d{0,17}$/, { message: 'Tulis penyebut sebagai bilangan bulat lebih dari nol, contoh "698000".' })
  denominator?: string | null;

  @IsIn(FIGURE_UNITS)
  unit!: FigureStated['unit'];

  /** The source's own words. */
  @IsOptional()
  @IsText(1000, 'sekitar 57.000 pekerja')
  text?: string | null;

  @IsIn(QUALIFIERS)
  qualifier!: Qualifier;

  /** Unit of the last stated digit. */
  @IsOptional()
  @Matches(/^[1-9]\d{0,17}$/)
  precision?: string | null;

  /** What is counted. */
  @IsOptional()
  @IsText(300, 'penduduk miskin')
  definition?: string | null;

  @IsDay()
  holdsOn!: string;

  @IsSource()
  source!: SourceDto;
}

export class FigureQuery {
  @IsOptional()
  @IsGovernment()
  subject?: string;

  @IsOptional()
  @IsText(60, 'population')
  measure?: string;
}
