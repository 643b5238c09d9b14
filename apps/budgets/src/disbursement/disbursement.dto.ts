import { DISBURSEMENT_STAGES } from '@komitmen/contracts';
import { addMonths, isMonth, type Month, month, monthsFrom, parseRupiah } from '@komitmen/kernel';
import { DocumentDto, documentFrom, holdsOnFrom, IsDay, IsDocument, IsRupiah, IsText, monthFrom } from '@komitmen/platform';
import { IsIn, IsOptional, IsUUID, Matches, ValidateBy, type ValidationArguments } from 'class-validator';
import type { NewPayment, PaymentStage, Progress } from './disbursement';

const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;
const STAGE = { message: 'Pilih tahapnya: requested (SPP), ordered (SPM), atau disbursed (SP2D).' };
const LISTED = 'Tulis bulan yang dibayar sebagai daftar paling banyak 12 bulan, contoh ["2025-10", "2025-11"].';
const COUNTED = 'Bersama bulan pertama, tulis jumlah bulan sebagai bilangan bulat 1 sampai 12, contoh 3.';

const isListed = (value: unknown): boolean =>
  Array.isArray(value) && value.length <= 12 && value.every((item) => typeof item === 'string' && isMonth(item));
const isCounted = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 12;
const countsFrom = (argument?: ValidationArguments): boolean =>
  argument !== undefined && 'firstMonth' in argument.object && argument.object.firstMonth !== undefined;

const IsPaidMonths = (): PropertyDecorator =>
  ValidateBy({
    name: 'isPaidMonths',
    validator: {
      validate: (value: unknown, argument) => (countsFrom(argument) ? isCounted(value) : isListed(value)),
      defaultMessage: (argument) => (countsFrom(argument) ? COUNTED : LISTED),
    },
  });

export class DisbursementDto {
  @IsUUID(undefined, { message: 'Pilih alokasinya: tulis nomor pengenal seperti yang tampil pada daftar alokasi.' })
  allocationId!: string;

  @IsIn(DISBURSEMENT_STAGES, STAGE)
  stage!: PaymentStage;

  /** Whole rupiah, digits only. */
  @IsRupiah()
  amount!: string;

  /** The months paid, one by one; or, with `firstMonth`, how many from there on. */
  @IsPaidMonths()
  months!: string[] | number;

  @IsOptional()
  @Matches(MONTH, { message: 'Tulis bulan pertama yang dibayar sebagai tahun-bulan, contoh 2025-10.' })
  firstMonth?: string;

  /** SPP, SPM or SP2D, as the stage says. */
  @IsDocument()
  document!: DocumentDto;

  @IsDay()
  holdsOn!: string;
}

/** The next of SPP, SPM and SP2D. */
export class ProgressDto {
  @IsIn(DISBURSEMENT_STAGES, STAGE)
  stage!: PaymentStage;

  @IsDocument()
  document!: DocumentDto;

  @IsDay()
  holdsOn!: string;
}

/** What BPJS has confirmed: number and date of its receipt. */
export class ReceiptDto extends DocumentDto {
  /** The receipt's date when left out. */
  @IsOptional()
  @IsDay()
  holdsOn?: string;
}

export class RejectionDto {
  @IsText(500, 'Nomor rekening tujuan keliru')
  reason!: string;

  @IsDay()
  holdsOn!: string;
}

export class RefundDto {
  @IsDocument()
  document!: DocumentDto;

  /** The document's date when left out. */
  @IsOptional()
  @IsDay()
  holdsOn?: string;
}

function monthsOf({ firstMonth, months }: DisbursementDto): Month[] {
  if (Array.isArray(months)) return months.map(monthFrom);
  const first = month(firstMonth ?? '', 'firstMonth');
  return monthsFrom(first, addMonths(first, months - 1));
}

export const newPayment = (id: string, dto: DisbursementDto): NewPayment => ({
  id,
  stage: dto.stage,
  amount: parseRupiah(dto.amount),
  months: monthsOf(dto),
  document: documentFrom(dto.document),
  holdsOn: holdsOnFrom(dto.holdsOn),
});

export const progressOf = (dto: ProgressDto): Progress => ({
  stage: dto.stage,
  document: documentFrom(dto.document),
  holdsOn: holdsOnFrom(dto.holdsOn),
});
