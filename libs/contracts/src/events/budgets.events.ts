import { type Static, Type } from '@sinclair/typebox';
import { Code, Document, Id, MonthOfYear, Months, nullable, recorded, Rupiah, Segment, Source, Year } from './fields';

export const FUND_SOURCES = ['PAD', 'DAU', 'DAK', 'DBH', 'DBHCHT', 'DBH-SAWIT', 'DBH-DR', 'BTT', 'ADD', 'ZIS', 'CSR', 'SILPA'] as const;
export const ALLOCATION_STAGES = ['proposed', 'drafted', 'enacted', 'executable', 'closed'] as const;

const FundSource = Type.Union([
  Type.Literal('PAD'),
  Type.Literal('DAU'),
  Type.Literal('DAK'),
  Type.Literal('DBH'),
  Type.Literal('DBHCHT'),
  Type.Literal('DBH-SAWIT'),
  Type.Literal('DBH-DR'),
  Type.Literal('BTT'),
  Type.Literal('ADD'),
  Type.Literal('ZIS'),
  Type.Literal('CSR'),
  Type.Literal('SILPA'),
]);
const AllocationStage = Type.Union([
  Type.Literal('proposed'),
  Type.Literal('drafted'),
  Type.Literal('enacted'),
  Type.Literal('executable'),
  Type.Literal('closed'),
]);

/** One version of an allocation, whole: a consumer needs no earlier version to understand it. */
export const AllocationRecorded = Type.Object(
  {
    allocationId: Id,
    version: Type.Integer({ minimum: 1 }),
    payer: Code,
    beneficiary: Code,
    fiscalYear: Year,
    fundSource: FundSource,
    budget: Type.Union([Type.Literal('original'), Type.Literal('revised')]),
    supersedes: nullable(Id),
    stage: AllocationStage,
    amount: Rupiah,
    months: Months,
    segment: Segment,
    group: nullable(Type.String({ minLength: 1, maxLength: 120 })),
    legalBasis: nullable(Type.String({ minLength: 1, maxLength: 300 })),
    document: Document,
    accountCode: nullable(Type.String({ pattern: '^\\d\\.\\d\\.\\d{2}\\.\\d{2}\\.\\d{2}\\.\\d{4}$' })),
    source: nullable(Source),
    ...recorded,
  },
  { additionalProperties: false },
);
export type AllocationRecorded = Static<typeof AllocationRecorded>;

export const AllocationDeclaredNone = Type.Object(
  { declarationId: Id, payer: Code, fiscalYear: Year, source: Source, ...recorded },
  { additionalProperties: false },
);
export type AllocationDeclaredNone = Static<typeof AllocationDeclaredNone>;

const disbursement = {
  disbursementId: Id,
  allocationId: Id,
  version: Type.Integer({ minimum: 1 }),
  payer: Code,
  beneficiary: Code,
  fiscalYear: Year,
  amount: Rupiah,
  paidMonths: Type.Array(MonthOfYear, { minItems: 1, maxItems: 12, uniqueItems: true }),
  segment: Segment,
  ...recorded,
};

export const DISBURSEMENT_STAGES = ['requested', 'ordered', 'disbursed'] as const;
/** A payment on its way: SPP (requested), SPM (ordered) or SP2D (disbursed, the third link). */
export const DisbursementRecorded = Type.Object(
  {
    ...disbursement,
    stage: Type.Union([Type.Literal('requested'), Type.Literal('ordered'), Type.Literal('disbursed')]),
    document: Document,
  },
  { additionalProperties: false },
);
export type DisbursementRecorded = Static<typeof DisbursementRecorded>;

/** BPJS has confirmed the receipt of the premium: the fourth link. */
export const DisbursementAcknowledged = Type.Object({ ...disbursement, receipt: Document }, { additionalProperties: false });
export type DisbursementAcknowledged = Static<typeof DisbursementAcknowledged>;

export const DisbursementRejected = Type.Object(
  { ...disbursement, reason: Type.String({ minLength: 1, maxLength: 500 }) },
  { additionalProperties: false },
);
export type DisbursementRejected = Static<typeof DisbursementRejected>;

/** The whole payment has come back; the ceiling is free again. */
export const DisbursementRefunded = Type.Object({ ...disbursement, document: Document }, { additionalProperties: false });
export type DisbursementRefunded = Static<typeof DisbursementRefunded>;
