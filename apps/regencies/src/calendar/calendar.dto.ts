import { IsDay } from '@komitmen/platform';
import { IsBoolean, IsOptional, Matches, ValidateIf } from 'class-validator';

export class AdvanceDto {
  @IsDay()
  to!: string;

  /** Stops at the date of each later report of the demonstration and records it there. */
  @IsOptional()
  @IsBoolean()
  withLaterReports?: boolean;
}

export class ContinueDto {
  /** Date of the next report to wait for; null when there is none. */
  @ValidateIf((dto: ContinueDto) => dto.until !== null)
  @IsDay()
  until!: string | null;
}

export class ClockDto {
  @IsDay()
  date!: string;

  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/)
  time!: string;
}
