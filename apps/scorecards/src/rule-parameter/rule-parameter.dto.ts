import { RULES } from '@komitmen/contracts';
import { LINKS } from '@komitmen/kernel';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateIf } from 'class-validator';

export class RuleQuery {
  @ApiProperty({ example: 2025 })
  @Type(() => Number)
  @IsInt()
  @Min(2000)
  @Max(2100)
  fiscalYear = 0;

  @ApiPropertyOptional({ example: '52' })
  @IsOptional()
  @Matches(/^\d{2}$/)
  province?: string;
}

export class RuleParameterDto {
  @ApiProperty({ example: '52' })
  @Matches(/^\d{2}$/, { message: 'Kode provinsi dua angka, contoh 52.' })
  province = '';

  @ApiProperty({ example: 2025 })
  @IsInt()
  @Min(2000)
  @Max(2100)
  fiscalYear = 0;

  @ApiProperty({ type: String, nullable: true, example: '2025-07-14', description: 'as the rule reads it; null switches the rule off' })
  @ValidateIf((dto: RuleParameterDto) => dto.parameter !== null)
  @IsString()
  @MaxLength(40)
  parameter: string | null = '';
}

export class RuleSettingDto {
  @ApiProperty({ example: 2 }) version = 1;
  @ApiProperty({ type: String, nullable: true }) parameter: string | null = null;
  @ApiProperty({ format: 'date' }) knownOn = '';
}

export class RuleDto {
  @ApiProperty({ enum: RULES }) rule = '';
  @ApiProperty({ enum: LINKS }) link = '';
  @ApiProperty({ example: 1, description: 'for If-Match; 1 before anybody set anything' }) version = 1;
  @ApiProperty({ type: String, nullable: true, description: 'in force; null: not set, so the rule is not evaluated' }) parameter:
    string | null = null;
  @ApiProperty() takesParameter = false;
  @ApiProperty({ type: [RuleSettingDto], description: 'newest first' }) history: RuleSettingDto[] = [];
}
