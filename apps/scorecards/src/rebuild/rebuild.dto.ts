import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';

export class RebuildRequest {
  @ApiPropertyOptional({ description: 'compare before swapping; a difference is told, and the live generation stays' })
  @IsOptional()
  @IsBoolean()
  verify?: boolean;
}

export class RebuildDto {
  @ApiProperty({ description: 'the generation that readers see' }) live = 1;
  @ApiProperty({ type: Number, nullable: true, description: 'the one before it, to which a roll-back leads' }) former: number | null = null;
  @ApiProperty({ type: Number, nullable: true, description: 'the one that is being built' }) building: number | null = null;
  @ApiProperty() verify = false;
  @ApiProperty({ type: String, nullable: true, format: 'date-time' }) begunAt: string | null = null;
  @ApiProperty({ type: String, nullable: true, description: 'why the last one that was built did not go live' }) refused: string | null =
    null;
  @ApiProperty({ description: 'events that the generation being built has come by' }) read = 0;
  @ApiProperty({ description: 'events that the log holds' }) events = 0;
}
