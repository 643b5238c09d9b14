import { fiscalYear, governmentCode, QUALIFIERS, type Qualifier, SEGMENTS, type Segment } from '@komitmen/kernel';
import { holdsOnFrom, IsDay, IsFiscalYear, IsGovernment, IsSource, IsText, monthFrom, SourceDto, sourceFrom } from '@komitmen/platform';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import type { HeadcountCommand, Statement } from './headcount';

const KINDS: readonly Statement['kind'][] = ['count', 'asserted-zero', 'nothing-to-report'];
const KIND = { message: 'Pilih isi laporannya: count (jumlah orang), asserted-zero (nol), atau nothing-to-report (tidak ada perubahan).' };
const QUALIFIER = { message: 'Pilih ketelitiannya: exact (pasti), rounded (dibulatkan), about (sekitar), atau atLeast (lebih dari).' };
const PERSONS = { message: 'Tulis jumlah orang sebagai bilangan bulat tanpa titik, paling banyak 2000000000, contoh 1984.' };
const PRECISION = { message: 'Tulis satuan angka terakhir yang disebut sumber sebagai bilangan bulat, contoh 1000 untuk "17 ribu".' };
const SEGMENT = { message: `Pilih salah satu: ${SEGMENTS.join(', ')}.` };
const MONTHS = { message: 'Tulis bulan sebagai daftar 1 sampai 12 bulan, contoh ["2025-07", "2025-08"].' };
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

export class HeadcountDto {
  @IsGovernment()
  payer!: string;

  @IsFiscalYear()
  fiscalYear!: number;

  @IsIn(KINDS, KIND)
  kind!: Statement['kind'];

  /** More than nobody for a count; 0 or left out for an asserted zero; left out when there is nothing to report. */
  @IsOptional()
  @IsInt(PERSONS)
  @Min(0, PERSONS)
  @Max(2_000_000_000, PERSONS)
  persons?: number | null;

  @IsIn(QUALIFIERS, QUALIFIER)
  qualifier!: Qualifier;

  /** Unit of the last stated digit, in persons: 1000 for "17 ribu". */
  @IsOptional()
  @IsInt(PRECISION)
  @Min(1, PRECISION)
  @Max(2_000_000_000, PRECISION)
  precision?: number | null;

  /** The source's own words. */
  @IsOptional()
  @IsText(1000, 'belum menanggung satu pun peserta')
  statement?: string | null;

  /** Where the people live; left out where the source does not say. */
  @IsOptional()
  @IsGovernment()
  residence?: string | null;

  @IsOptional()
  @IsText(120, 'buruh tani tembakau')
  group?: string | null;

  @IsOptional()
  @IsIn(SEGMENTS, SEGMENT)
  segment?: Segment | null;

  @IsOptional()
  @IsArray(MONTHS)
  @ArrayMinSize(1, MONTHS)
  @ArrayMaxSize(12, MONTHS)
  @Matches(MONTH, { ...MONTHS, each: true })
  months?: string[] | null;

  @IsSource()
  source!: SourceDto;

  @IsDay()
  holdsOn!: string;
}

export const headcountCommand = (id: string, dto: HeadcountDto): HeadcountCommand => ({
  id,
  payer: governmentCode(dto.payer, 'payer'),
  fiscalYear: fiscalYear(dto.fiscalYear),
  kind: dto.kind,
  persons: dto.persons ?? null,
  qualifier: dto.qualifier,
  precision: dto.precision ?? null,
  statement: dto.statement ?? null,
  residence: dto.residence ? governmentCode(dto.residence, 'residence') : null,
  group: dto.group ?? null,
  segment: dto.segment ?? null,
  months: dto.months?.map(monthFrom) ?? null,
  source: sourceFrom(dto.source),
  holdsOn: holdsOnFrom(dto.holdsOn),
});
