import { applyDecorators } from '@nestjs/common';
import type { DatedDocument, DatedSource } from '@komitmen/contracts';
import { type BusinessDate, businessDate, type Month, month, RUPIAH_PATTERN } from '@komitmen/kernel';
import { Type } from 'class-transformer';
import { IsInt, IsObject, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateIf, ValidateNested } from 'class-validator';
import { Example } from '../http/example';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const GOVERNMENT = /^\d{2}(\.\d{2})?$/;

const DAY_MESSAGE = 'Tulis tanggal sebagai tahun-bulan-hari, contoh 2025-07-15.';
const RUPIAH_MESSAGE =
  'Tulis rupiah bulat lebih dari nol sebagai teks, tanpa titik dan tanpa "Rp", paling banyak 18 angka, contoh "100000000".';

/** Fields that several forms share, each with what the officer reads when it is wrong and an example. */
export const IsDay = (): PropertyDecorator => applyDecorators(Matches(DAY, { message: DAY_MESSAGE }), Example('2025-07-15'));

export const IsGovernment = (): PropertyDecorator =>
  applyDecorators(
    Matches(GOVERNMENT, { message: 'Tulis kode wilayah, contoh 52.71 untuk Kota Mataram atau 52 untuk Provinsi NTB.' }),
    Example('52.71'),
  );

export const IsRupiah = (): PropertyDecorator =>
  applyDecorators(Matches(RUPIAH_PATTERN, { message: RUPIAH_MESSAGE }), Example('100000000'));

export function IsFiscalYear(): PropertyDecorator {
  const message = 'Tulis tahun anggaran empat angka antara 2000 dan 2100, contoh 2025.';
  return applyDecorators(IsInt({ message }), Min(2000, { message }), Max(2100, { message }), Example('2025'));
}

export function IsMonthCount(): PropertyDecorator {
  const message = 'Tulis jumlah bulan sebagai bilangan bulat 1 sampai 12, contoh 3.';
  return applyDecorators(IsInt({ message }), Min(1, { message }), Max(12, { message }), Example('3'));
}

export function IsText(most: number, example: string): PropertyDecorator {
  const message = `Isi dengan teks, paling banyak ${most} huruf, contoh "${example}".`;
  return applyDecorators(IsString({ message }), Matches(/\S/, { message }), MaxLength(most, { message }), Example(example));
}

/** A part of its own, such as a document; `message` says what belongs into it. */
export const IsPart = (type: () => new () => object, message: string): PropertyDecorator =>
  applyDecorators(IsObject({ message }), ValidateNested({ message }), Type(type));

export class DocumentDto {
  @IsText(120, '900/45/DPPA/2025')
  number!: string;

  @IsDay()
  date!: string;
}

/** Where a statement comes from. `date` is null only where the day of publication is not known. */
export class SourceDto {
  @IsText(300, 'Suara NTB')
  title!: string;

  @IsOptional()
  @IsText(200, 'Suara NTB')
  publisher?: string | null;

  @ValidateIf((source: SourceDto) => source.date !== null)
  @IsDay()
  date!: string | null;

  @IsOptional()
  @IsText(500, 'halaman 3')
  reference?: string | null;
}

export const IsDocument = (): PropertyDecorator =>
  IsPart(() => DocumentDto, 'Sebutkan dokumennya: nomor dan tanggal, contoh {"number": "900/45/DPPA/2025", "date": "2025-09-30"}.');

export const IsSource = (): PropertyDecorator =>
  IsPart(() => SourceDto, 'Sebutkan sumbernya: judul dan tanggal, contoh {"title": "Suara NTB", "date": "2025-07-14"}.');

/** Which payer and year a list shows; everything the reader may see when left out. */
export class PayerQuery {
  @IsOptional()
  @IsGovernment()
  payer?: string;

  @IsOptional()
  @Type(() => Number)
  @IsFiscalYear()
  fiscalYear?: number;
}

export const documentFrom = ({ number, date }: DocumentDto, field = 'document'): DatedDocument => ({
  number: number.trim().replace(/\s+/g, ' '),
  date: businessDate(date, `${field}.date`),
});

export const sourceFrom = ({ title, publisher, date, reference }: SourceDto): DatedSource => ({
  title,
  publisher: publisher ?? null,
  date: date === null ? null : businessDate(date, 'source.date'),
  reference: reference ?? null,
});

export const holdsOnFrom = (text: string): BusinessDate => businessDate(text, 'holdsOn');
export const monthFrom = (text: string): Month => month(text, 'months');
