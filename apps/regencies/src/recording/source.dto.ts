import type { Document } from '@komitmen/contracts';
import { businessDate, type BusinessDate } from '@komitmen/kernel';
import { IsNotEmpty, IsOptional, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import type { DatedSource } from './recording';

export const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Where a statement comes from. `date` is null only where the day of publication is not known. */
export class SourceDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(300)
  title!: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  publisher?: string | null;

  @ValidateIf((source: SourceDto) => source.date !== null)
  @Matches(DAY)
  date!: string | null;

  @IsOptional()
  @IsString()
  @MaxLength(500)
  reference?: string | null;
}

export class DocumentDto {
  @IsString()
  @IsNotEmpty()
  @MaxLength(120)
  number!: string;

  @Matches(DAY)
  date!: string;
}

export const sourceFrom = ({ title, publisher, date, reference }: SourceDto): DatedSource => ({
  title,
  publisher: publisher ?? null,
  date: date === null ? null : businessDate(date, 'source.date'),
  reference: reference ?? null,
});

export const documentFrom = ({ number, date }: DocumentDto): Document & { date: BusinessDate } => ({
  number,
  date: businessDate(date, 'document.date'),
});
