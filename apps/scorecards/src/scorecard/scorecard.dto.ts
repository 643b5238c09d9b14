import { RULES } from '@komitmen/contracts';
import { LINKS } from '@komitmen/kernel';
import { ApiExtraModels, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { FigureDto, FigureSourceDto, LinkFiguresDto, RecordedByDto } from '../figure/figure.dto';

const texts = { type: 'object', additionalProperties: { type: 'string' } } as const;

export class ScorecardQuery {
  @ApiProperty({ example: 2025 })
  @Type(() => Number)
  @IsInt({ message: 'Tahun anggaran harus bilangan bulat, contoh 2025.' })
  @Min(2000)
  @Max(2100)
  fiscalYear = 0;

  @ApiPropertyOptional({
    format: 'date',
    example: '2025-07-14',
    description: 'what was known on this day; not after the business date (422)',
  })
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'Tulis tahun-bulan-hari, contoh 2025-07-14.' })
  asKnownOn?: string;
}

export class ScorecardListQuery extends ScorecardQuery {
  @ApiPropertyOptional({ example: '52', description: 'the reader’s own province unless told; `all` for administrators' })
  @IsOptional()
  @Matches(/^(\d{2}|all)$/, { message: 'Kode provinsi dua angka, contoh 52.' })
  province?: string;
}

export class TileDto {
  @ApiProperty() col = 0;
  @ApiProperty() row = 0;
}

export class GovernmentDto {
  @ApiProperty({ example: '52.71' }) code = '';
  @ApiProperty({ example: 'Kota Mataram' }) name = '';
  @ApiProperty({ enum: ['province', 'kabupaten', 'kota'] }) kind = '';
  @ApiProperty({ example: '52' }) province = '';
  @ApiProperty({ type: TileDto, nullable: true }) tile: TileDto | null = null;
}

export class EvidenceDto {
  @ApiProperty() statement = '';
  @ApiProperty({ type: FigureSourceDto, nullable: true }) source: FigureSourceDto | null = null;
}

export class ClearsDto {
  @ApiProperty({ example: 'protect-somebody' }) code = '';
  @ApiProperty({ ...texts, example: { persons: '1' } }) params: Record<string, string> = {};
}

export class FlagDto {
  @ApiProperty({ example: '52.71-2025-zero-coverage-2025-07-14' }) id = '';
  @ApiProperty({ example: '52.71' }) government = '';
  @ApiProperty({ example: 2025 }) fiscalYear = 0;
  @ApiProperty({ enum: RULES }) rule = '';
  @ApiProperty({ example: 1 }) ruleVersion = 1;
  @ApiProperty({ enum: LINKS }) link = '';
  @ApiProperty({ format: 'date', description: 'first day on which the rule failed without a break, by what was then known' }) since = '';
  @ApiProperty({ type: String, format: 'date', nullable: true }) clearedOn: string | null = null;
  @ApiProperty({ type: [FigureDto] }) inputs: FigureDto[] = [];
  @ApiProperty({ type: [EvidenceDto] }) evidence: EvidenceDto[] = [];
  @ApiProperty({ type: ClearsDto }) clears = new ClearsDto();
}

export class ScorecardRowDto {
  @ApiProperty({ type: GovernmentDto }) government = new GovernmentDto();
  @ApiProperty({ example: 2025 }) fiscalYear = 0;
  @ApiProperty({ example: 3 }) version = 1;
  @ApiProperty({ type: FigureDto }) eligible = new FigureDto();
  @ApiProperty({ type: LinkFiguresDto }) links = new LinkFiguresDto();
  @ApiProperty({ type: FigureDto }) coverage = new FigureDto();
  @ApiProperty({ type: [FlagDto], description: 'standing flags' }) flags: FlagDto[] = [];
  @ApiProperty({ description: 'every rule could be judged; where not, nothing reads as on track' }) evaluated = false;
}

export class ProvinceDto {
  @ApiProperty({ example: '52' }) code = '';
  @ApiProperty() name = '';
  @ApiProperty({ example: 'Asia/Makassar' }) timeZone = '';
}

export class ChainStepDto {
  @ApiProperty({ enum: LINKS }) link = '';
  @ApiProperty() known = 0;
  @ApiProperty() unknown = 0;
  @ApiProperty() flagged = 0;
  @ApiProperty() of = 0;
  @ApiProperty({ type: FigureDto }) figure = new FigureDto();
}

export class ReconciliationDto {
  @ApiProperty({ type: FigureDto }) regencies = new FigureDto();
  @ApiProperty({ type: FigureDto }) province = new FigureDto();
  @ApiProperty({ type: FigureDto }) together = new FigureDto();
  @ApiProperty({ type: FigureDto, nullable: true }) stated: FigureDto | null = null;
  @ApiProperty({ type: FigureDto, nullable: true, description: 'stated less together; attributed to nobody' })
  unexplained: FigureDto | null = null;
  @ApiProperty({ type: FigureSourceDto, nullable: true }) source: FigureSourceDto | null = null;
}

export class ScorecardListDto {
  @ApiProperty({ type: ProvinceDto }) province = new ProvinceDto();
  @ApiProperty({ example: 2025 }) fiscalYear = 0;
  @ApiProperty({ format: 'date' }) asKnownOn = '';
  @ApiProperty({ format: 'date' }) businessDate = '';
  @ApiProperty({ description: 'number of recorded facts it was made from' }) generatedFrom = 0;
  @ApiProperty({ type: [ScorecardRowDto], description: 'regencies by code, then the province’s own row' }) rows: ScorecardRowDto[] = [];
  @ApiProperty({ type: LinkFiguresDto, description: 'regencies only, by payer' }) totals = new LinkFiguresDto();
  @ApiProperty({ type: LinkFiguresDto, description: 'with the province' }) all = new LinkFiguresDto();
  @ApiProperty({ type: [ChainStepDto] }) chain: ChainStepDto[] = [];
  @ApiProperty({ type: ReconciliationDto, nullable: true }) reconciliation: ReconciliationDto | null = null;
  @ApiProperty({ type: [FigureDto] }) context: FigureDto[] = [];
}

export class LinkViewDto {
  @ApiProperty({ enum: LINKS }) link = '';
  @ApiProperty({ enum: ['unknown', 'declared-none', 'asserted-zero', 'positive'] }) state = '';
  @ApiProperty({ type: FigureDto }) figure = new FigureDto();
  @ApiProperty({ type: [FigureDto] }) figures: FigureDto[] = [];
  @ApiProperty({ type: [FigureDto], description: 'what sources state about this link' }) stated: FigureDto[] = [];
  @ApiProperty({ type: [String], description: 'ids of standing flags' }) flags: string[] = [];
}

export class RuleOutcomeDto {
  @ApiProperty({ enum: RULES }) rule = '';
  @ApiProperty() version = 1;
  @ApiProperty({ enum: LINKS }) link = '';
  @ApiProperty({ enum: ['failed', 'passed', 'not-evaluated'] }) outcome = '';
  @ApiProperty({ example: 'parameter-not-set' }) reason = '';
  @ApiProperty(texts) params: Record<string, string> = {};
  @ApiProperty({ type: String, nullable: true }) flagId: string | null = null;
}

export class MonthCellDto {
  @ApiProperty({ example: '2025-07' }) month = '';
  @ApiProperty({ type: FigureDto }) committed = new FigureDto();
  @ApiProperty({ type: FigureDto }) paid = new FigureDto();
  @ApiProperty({ type: FigureDto }) protected = new FigureDto();
  @ApiProperty({ description: 'the last month that is paid' }) ends = false;
}

export class TimelineEntryDto {
  @ApiProperty() id = '';
  @ApiProperty({ format: 'date', description: 'business date' }) at = '';
  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'real time; null for flags, which nobody records' })
  recordedAt: string | null = null;
  @ApiProperty({ example: 'enrolment.headcount-reported.v1' }) kind = '';
  @ApiProperty(texts) params: Record<string, string> = {};
  @ApiProperty({ type: FigureDto, nullable: true }) figure: FigureDto | null = null;
  @ApiProperty({ type: RecordedByDto, nullable: true }) recordedBy: RecordedByDto | null = null;
}

@ApiExtraModels(ScorecardRowDto)
export class ScorecardDetailDto extends ScorecardRowDto {
  @ApiProperty({ format: 'date' }) asKnownOn = '';
  @ApiProperty({ format: 'date' }) businessDate = '';
  @ApiProperty({ type: [LinkViewDto] }) chain: LinkViewDto[] = [];
  @ApiProperty({ type: [RuleOutcomeDto] }) rules: RuleOutcomeDto[] = [];
  @ApiProperty({ type: [MonthCellDto] }) months: MonthCellDto[] = [];
  @ApiProperty({ type: [FigureDto], description: 'stated figures that are none of its links' }) stated: FigureDto[] = [];
  @ApiProperty({ type: [TimelineEntryDto], description: 'newest first' }) timeline: TimelineEntryDto[] = [];
}
