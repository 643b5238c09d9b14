import { LINKS, QUALIFIERS } from '@komitmen/kernel';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { FIGURE_STATES, FIGURE_UNITS } from './figure';

export class FigureSourceDto {
  @ApiProperty({ example: 'Suara NTB, 14 Juli 2025' }) title = '';
  @ApiPropertyOptional({ type: String, nullable: true }) publisher?: string | null;
  @ApiProperty({ type: String, format: 'date', nullable: true }) date: string | null = null;
  @ApiPropertyOptional({ type: String, nullable: true }) reference?: string | null;
}

export class RecordedByDto {
  @ApiProperty({ example: 'planner', description: 'a role, never a name' }) role = '';
  @ApiProperty({ example: '52' }) government = '';
}

export class DocumentDto {
  @ApiProperty() number = '';
  @ApiProperty({ format: 'date' }) date = '';
}

export class KnownPartsDto {
  @ApiProperty({ example: 9 }) parts = 0;
  @ApiProperty({ example: 10 }) of = 0;
}

/** One figure with everything that answers where it comes from. */
export class FigureDto {
  @ApiProperty({ enum: FIGURE_STATES }) state = '';
  @ApiProperty({
    type: String,
    nullable: true,
    example: '42950',
    description: 'canonical decimal, or words for unit text; null where there is no number',
  })
  value: string | null = null;
  @ApiProperty({ enum: FIGURE_UNITS }) unit = '';
  @ApiProperty({ type: String, enum: QUALIFIERS, nullable: true }) qualifier: string | null = null;
  @ApiPropertyOptional({ example: 'headcount' }) label?: string;
  @ApiPropertyOptional({ type: String, nullable: true, description: 'the source’s own words' }) statement?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true, description: 'of the denominator, or what is counted' }) definition?: string | null;
  @ApiPropertyOptional({ type: String, format: 'date', nullable: true, description: 'when it is true' }) holdsOn?: string | null;
  @ApiPropertyOptional({ type: String, format: 'date', nullable: true, description: 'business date on which it became known' }) knownOn?:
    string | null;
  @ApiPropertyOptional({ type: FigureSourceDto, nullable: true }) source?: FigureSourceDto | null;
  @ApiPropertyOptional({ type: RecordedByDto, nullable: true }) recordedBy?: RecordedByDto | null;
  @ApiPropertyOptional({ type: String, format: 'date-time', nullable: true, description: 'real time' }) recordedAt?: string | null;
  @ApiPropertyOptional({ type: DocumentDto, nullable: true }) document?: DocumentDto | null;
  @ApiPropertyOptional({ type: String, nullable: true, example: '52.71' }) government?: string | null;
  @ApiPropertyOptional({ type: KnownPartsDto, nullable: true, description: 'of a sum' }) known?: KnownPartsDto | null;
  @ApiPropertyOptional({ type: String, nullable: true, example: 'sum', description: 'how it was computed' }) rule?: string | null;
  @ApiPropertyOptional({ type: () => FigureDto, nullable: true }) numerator?: FigureDto | null;
  @ApiPropertyOptional({ type: () => FigureDto, nullable: true }) denominator?: FigureDto | null;
  @ApiPropertyOptional({ type: () => [FigureDto] }) inputs?: FigureDto[];
  @ApiPropertyOptional({ type: () => [FigureDto], description: 'replaced values, newest first' }) earlier?: FigureDto[];
  @ApiPropertyOptional({
    example: 9,
    description: 'how many more there were before those; the timeline on the page of the government has them all',
  })
  evenEarlier?: number;
  @ApiPropertyOptional({ type: () => [FigureDto], description: 'other sources that disagree' }) disputed?: FigureDto[];
  @ApiPropertyOptional({ type: [String], description: 'what or whose figure is missing' }) missing?: string[];
  @ApiPropertyOptional({ type: [String] }) eventIds?: string[];
}

export class LinkFiguresDto implements Record<(typeof LINKS)[number], FigureDto> {
  @ApiProperty({ type: FigureDto }) commitment = new FigureDto();
  @ApiProperty({ type: FigureDto }) allocation = new FigureDto();
  @ApiProperty({ type: FigureDto }) disbursement = new FigureDto();
  @ApiProperty({ type: FigureDto }) receipt = new FigureDto();
  @ApiProperty({ type: FigureDto }) protection = new FigureDto();
}
