import { FUND_SOURCES } from '@komitmen/contracts';
import { type BudgetKind, businessDate, fiscalYear, governmentCode, parseRupiah, SEGMENTS, type Segment } from '@komitmen/kernel';
import {
  type DocumentDto,
  documentFrom,
  holdsOnFrom,
  IsDay,
  IsDocument,
  IsFiscalYear,
  IsGovernment,
  IsMonthCount,
  IsRupiah,
  IsSource,
  IsText,
  type SourceDto,
  sourceFrom,
} from '@komitmen/platform';
import { IsIn, IsOptional, IsUUID, Matches } from 'class-validator';
import type { FundSource, NewAllocation, NoneDeclaration, Revision } from './allocation';
import type { Funding } from './funding';
import { type Stage, STAGES } from './stage';

const BUDGETS: readonly BudgetKind[] = ['original', 'revised'];
const oneOf = (names: readonly string[]): { message: string } => ({ message: `Pilih salah satu: ${names.join(', ')}.` });
const ACCOUNT_CODE = /^\d\.\d\.\d{2}\.\d{2}\.\d{2}\.\d{4}$/;

const IsAccountCode = (): PropertyDecorator =>
  Matches(ACCOUNT_CODE, { message: 'Tulis kode rekening enam bagian dengan titik, contoh 5.1.02.02.02.0006.' });

export class AllocationDto {
  @IsGovernment()
  payer!: string;

  @IsGovernment()
  beneficiary!: string;

  @IsFiscalYear()
  fiscalYear!: number;

  @IsIn(FUND_SOURCES, oneOf(FUND_SOURCES))
  fundSource!: FundSource;

  @IsIn(BUDGETS, oneOf(BUDGETS))
  budget!: BudgetKind;

  @IsIn(STAGES, oneOf(STAGES))
  stage!: Stage;

  /** Whole rupiah, digits only. */
  @IsRupiah()
  amount!: string;

  @IsMonthCount()
  months!: number;

  @IsIn(SEGMENTS, oneOf(SEGMENTS))
  segment!: Segment;

  @IsOptional()
  @IsText(120, 'buruh tani tembakau')
  group?: string | null;

  @IsOptional()
  @IsText(300, 'PMK 72/2024')
  legalBasis?: string | null;

  @IsDocument()
  document!: DocumentDto;

  @IsOptional()
  @IsAccountCode()
  accountCode?: string | null;

  /** A planner names where the statement comes from. */
  @IsOptional()
  @IsSource()
  source?: SourceDto | null;

  @IsDay()
  holdsOn!: string;

  /** The original budget's line that this line of the revised budget takes the place of. */
  @IsOptional()
  @IsUUID(undefined, { message: 'Tulis nomor pengenal alokasi yang digantikan, seperti yang tampil pada daftar alokasi.' })
  supersedes?: string | null;
}

/** A line's next version; what is left out stays as it was. */
export class RevisionDto {
  @IsOptional()
  @IsRupiah()
  amount?: string;

  @IsOptional()
  @IsMonthCount()
  months?: number;

  @IsOptional()
  @IsIn(STAGES, oneOf(STAGES))
  stage?: Stage;

  @IsOptional()
  @IsText(120, 'buruh tani tembakau')
  group?: string | null;

  @IsOptional()
  @IsText(300, 'PMK 72/2024')
  legalBasis?: string | null;

  @IsOptional()
  @IsAccountCode()
  accountCode?: string | null;

  @IsDocument()
  document!: DocumentDto;

  @IsOptional()
  @IsSource()
  source?: SourceDto | null;

  @IsDay()
  holdsOn!: string;
}

export class NoAllocationDto {
  @IsGovernment()
  payer!: string;

  @IsFiscalYear()
  fiscalYear!: number;

  @IsSource()
  source!: SourceDto;

  @IsDay()
  holdsOn!: string;
}

export class PreviewDto {
  @IsRupiah()
  amount!: string;

  @IsMonthCount()
  months!: number;

  @IsIn(SEGMENTS, oneOf(SEGMENTS))
  segment!: Segment;

  @IsFiscalYear()
  fiscalYear!: number;

  @IsDay()
  documentDate!: string;

  @IsIn(BUDGETS, oneOf(BUDGETS))
  budget!: BudgetKind;
}

export const newAllocation = (id: string, dto: AllocationDto): NewAllocation => ({
  id,
  payer: governmentCode(dto.payer, 'payer'),
  beneficiary: governmentCode(dto.beneficiary, 'beneficiary'),
  fiscalYear: fiscalYear(dto.fiscalYear),
  fundSource: dto.fundSource,
  budget: dto.budget,
  supersedes: dto.supersedes ?? null,
  stage: dto.stage,
  amount: parseRupiah(dto.amount),
  months: dto.months,
  segment: dto.segment,
  group: dto.group ?? null,
  legalBasis: dto.legalBasis ?? null,
  document: documentFrom(dto.document),
  accountCode: dto.accountCode ?? null,
  source: dto.source ? sourceFrom(dto.source) : null,
  holdsOn: holdsOnFrom(dto.holdsOn),
});

/** A null in the amount, months or stage counts as left out; elsewhere it clears the field. */
export function revisionOf(dto: RevisionDto): Revision {
  const { amount, months, stage, group, legalBasis, accountCode } = dto;
  return {
    ...(amount ? { amount: parseRupiah(amount) } : {}),
    ...(months ? { months } : {}),
    ...(stage ? { stage } : {}),
    ...(group === undefined ? {} : { group }),
    ...(legalBasis === undefined ? {} : { legalBasis }),
    ...(accountCode === undefined ? {} : { accountCode }),
    document: documentFrom(dto.document),
    source: dto.source ? sourceFrom(dto.source) : null,
    holdsOn: holdsOnFrom(dto.holdsOn),
  };
}

export const noneDeclaration = (id: string, dto: NoAllocationDto): NoneDeclaration => ({
  id,
  payer: governmentCode(dto.payer, 'payer'),
  fiscalYear: fiscalYear(dto.fiscalYear),
  source: sourceFrom(dto.source),
  holdsOn: holdsOnFrom(dto.holdsOn),
});

export const fundingFrom = (dto: PreviewDto): Funding => ({
  amount: parseRupiah(dto.amount),
  months: dto.months,
  segment: dto.segment,
  fiscalYear: fiscalYear(dto.fiscalYear),
  budget: dto.budget,
  documentDate: businessDate(dto.documentDate, 'documentDate'),
});
