import {
  type AllocationDeclaredNone,
  type AllocationRecorded,
  type DatedDocument,
  type DatedSource,
  recordedFields,
  type Recording,
  requireNotInTheFuture,
} from '@komitmen/contracts';
import {
  type BudgetKind,
  type BusinessDate,
  DomainError,
  type FiscalYear,
  formatRupiah,
  type GovernmentCode,
  requireKnownGovernment,
  type Rupiah,
  type Segment,
} from '@komitmen/kernel';
import { requireSourceOfPlanner } from './planner-source';
import { type Funding, requireMonthsWithinYear } from './funding';
import { type OpenStage, requireNextStage, type Stage } from './stage';

export type FundSource = AllocationRecorded['fundSource'];

/** What stays the same in every version of a budget line. */
interface Identity {
  readonly id: string;
  readonly payer: GovernmentCode;
  readonly beneficiary: GovernmentCode;
  readonly fiscalYear: FiscalYear;
  readonly fundSource: FundSource;
  readonly budget: BudgetKind;
  /** The original budget's line that this one of the revised budget takes the place of. */
  readonly supersedes: string | null;
  readonly segment: Segment;
}

/** What a version says anew. */
interface Terms {
  readonly amount: Rupiah;
  readonly months: number;
  readonly group: string | null;
  readonly legalBasis: string | null;
  readonly document: DatedDocument;
  readonly accountCode: string | null;
  readonly source: DatedSource | null;
  readonly holdsOn: BusinessDate;
}

type At<S extends Stage> = Identity & Terms & { readonly version: number; readonly recording: Recording; readonly stage: S };
export type OpenAllocation = { [S in OpenStage]: At<S> }[OpenStage];
/** Only such a line can be paid from: its DPA or DPPA stands. */
export type ExecutableAllocation = At<'executable'>;
export type Allocation = OpenAllocation | At<'closed'>;

export type NewAllocation = Identity & Terms & { readonly stage: Stage };

/** What a decision about a line must look at. */
export interface Circumstances {
  readonly payerKnown: boolean;
  readonly beneficiaryKnown: boolean;
  /** The line that the command names as superseded; undefined when there is none of that id. */
  readonly superseded?: Allocation | undefined;
  /** The line that already supersedes it. */
  readonly rival?: Allocation | undefined;
}

const conflict = (code: string, message: string, data: Record<string, string | number>): DomainError =>
  new DomainError('conflict', code, message, data);

const named = (line: Allocation): string => `${line.document.number} tertanggal ${line.document.date}`;

/** @throws DomainError `allocation-closed`. */
function requireOpen(line: Allocation): OpenAllocation {
  if (line.stage !== 'closed') return line;
  throw conflict('allocation-closed', `Alokasi ${named(line)} sudah ditutup dan tidak dapat diubah lagi.`, { allocationId: line.id });
}

/** A line gives way to its successor on the day that the successor's DPPA stands, not while it is still being drafted. */
export const isInForce = (successor: Allocation | undefined): successor is Allocation =>
  successor !== undefined && (successor.stage === 'executable' || successor.stage === 'closed');

/** @throws DomainError `allocation-superseded` naming the line that took its place. */
export function requireNotSuperseded(line: Allocation, successor: Allocation | undefined): void {
  if (!isInForce(successor)) return;
  const message = `Alokasi ini sudah digantikan oleh ${named(successor)} (${formatRupiah(successor.amount)}). Gunakan alokasi pengganti itu.`;
  throw conflict('allocation-superseded', message, {
    allocationId: line.id,
    successorId: successor.id,
    successorDocument: successor.document.number,
  });
}

/** DPPA supersedes DPA, they never add: one revised line takes the place of one original line of the same payer and year. */
function requireSupersedable(command: NewAllocation, { superseded, rival }: Circumstances): void {
  if (command.supersedes === null) return;
  const refuse = (message: string): DomainError =>
    new DomainError('unprocessable', 'cannot-supersede', message, { field: 'supersedes', value: command.supersedes });
  if (command.budget === 'original')
    throw refuse('Hanya alokasi APBD Perubahan yang dapat menggantikan alokasi lain. Kosongkan "menggantikan" atau pilih APBD Perubahan.');
  if (superseded?.payer !== command.payer || superseded.fiscalYear !== command.fiscalYear)
    throw refuse('Alokasi yang digantikan tidak ditemukan pada pemerintah daerah dan tahun anggaran ini.');
  if (superseded.budget !== 'original')
    throw refuse('Yang dapat digantikan hanya alokasi APBD murni. Untuk mengubah alokasi APBD Perubahan, catat perubahannya.');
  requireOpen(superseded);
  if (rival === undefined) return;
  throw conflict('superseded-already', `Alokasi itu sudah digantikan oleh ${named(rival)}.`, {
    allocationId: superseded.id,
    successorId: rival.id,
  });
}

/** The same facts about a line that {@link Funding} asks for. */
export const fundingOf = ({ amount, months, segment, fiscalYear, budget, document }: Identity & Terms): Funding => ({
  amount,
  months,
  segment,
  fiscalYear,
  budget,
  documentDate: document.date,
});

const requirePast = ({ holdsOn, document, source }: Terms, { today }: Recording): void =>
  requireNotInTheFuture(today, { holdsOn, 'document.date': document.date, 'source.date': source?.date });

/** A line enters at whatever stage its document proves. */
export function allocate(circumstances: Circumstances, command: NewAllocation, recording: Recording): Allocation {
  requireSourceOfPlanner(recording, command.source);
  requireKnownGovernment(circumstances.payerKnown, command.payer, 'payer');
  requireKnownGovernment(circumstances.beneficiaryKnown, command.beneficiary, 'beneficiary');
  requirePast(command, recording);
  if (command.stage !== 'closed') requireMonthsWithinYear(fundingOf(command));
  requireSupersedable(command, circumstances);
  return { ...command, version: 1, recording };
}

export type Revision = Partial<Pick<Terms, 'amount' | 'months' | 'group' | 'legalBasis' | 'accountCode'>> &
  Pick<Terms, 'document' | 'source' | 'holdsOn'> & { readonly stage?: Stage };

/** What a payer's own officer has recorded is the officer's to change. @throws DomainError `recorded-by-payer`. */
function requireOwnOrStated(line: Allocation, { by }: Recording): void {
  if (by.role !== 'planner' || line.recording.by.role === 'planner') return;
  throw new DomainError(
    'forbidden',
    'recorded-by-payer',
    'Alokasi ini dicatat oleh BPKAD yang bersangkutan; hanya BPKAD itu yang dapat mengubahnya.',
    {
      allocationId: line.id,
    },
  );
}

const TERMS = ['stage', 'amount', 'months', 'group', 'legalBasis', 'accountCode', 'holdsOn'] as const satisfies (keyof Allocation)[];

const saysTheSame = (a: Allocation, b: Allocation): boolean =>
  TERMS.every((term) => a[term] === b[term]) &&
  a.document.number === b.document.number &&
  a.document.date === b.document.date &&
  a.source?.title === b.source?.title &&
  a.source?.date === b.source?.date;

/** The line's next version, or undefined when nothing differs. Months are held against the year where they, or the stage, are stated anew. */
export function revise(
  line: Allocation,
  successor: Allocation | undefined,
  command: Revision,
  recording: Recording,
): Allocation | undefined {
  requireSourceOfPlanner(recording, command.source);
  requireOwnOrStated(line, recording);
  const open = requireOpen(line);
  requireNotSuperseded(open, successor);
  const stage = command.stage ?? open.stage;
  requireNextStage(open.stage, stage);
  const revised: Allocation = { ...open, ...command, stage, version: open.version + 1, recording };
  requirePast(revised, recording);
  const monthsStated = command.months !== undefined || stage !== open.stage;
  if (monthsStated && revised.stage !== 'closed') requireMonthsWithinYear(fundingOf(revised));
  return saysTheSame(open, revised) ? undefined : revised;
}

export interface NoneDeclaration {
  readonly id: string;
  readonly payer: GovernmentCode;
  readonly fiscalYear: FiscalYear;
  readonly source: DatedSource;
  readonly holdsOn: BusinessDate;
}

/** "No allocation" is a statement with a source, not an amount of zero; it cannot stand beside a recorded line. */
export function declareNone(
  { payerKnown, standing }: { readonly payerKnown: boolean; readonly standing: Allocation | undefined },
  command: NoneDeclaration,
  recording: Recording,
): NoneDeclaration & { readonly recording: Recording } {
  requireKnownGovernment(payerKnown, command.payer, 'payer');
  requireNotInTheFuture(recording.today, { holdsOn: command.holdsOn, 'source.date': command.source.date });
  if (standing === undefined) return { ...command, recording };
  const message = `Untuk tahun anggaran ${command.fiscalYear} sudah tercatat alokasi ${named(standing)} sebesar ${formatRupiah(standing.amount)}, jadi tidak dapat dinyatakan tidak ada.`;
  throw conflict('allocation-stands', message, { payer: command.payer, fiscalYear: command.fiscalYear, allocationId: standing.id });
}

/** Recipients of the tobacco excise share in practice (PMK 72/2024): tobacco farmers and labourers, cigarette workers. */
const TOBACCO_GROUP = /tembakau|rokok|tobacco|cigarette/i;

export interface Warning {
  readonly code: string;
  readonly message: string;
}

/** What the officer should look at again; none of it blocks. */
export function warningsOf(line: Allocation, committed: Rupiah): Warning[] {
  const warnings: Warning[] = [];
  if (line.fundSource === 'DBHCHT' && line.legalBasis === null && !TOBACCO_GROUP.test(line.group ?? ''))
    warnings.push({
      code: 'tobacco-excise-needs-basis',
      message:
        'DBHCHT diperuntukkan bagi petani dan buruh tani tembakau serta pekerja pabrik rokok. Isi kelompok penerima itu, atau dasar hukumnya, contoh "PMK 72/2024".',
    });
  if (committed > line.amount)
    warnings.push({
      code: 'below-disbursed',
      message: `Pagu ini lebih kecil dari yang sudah diajukan atau direalisasikan, ${formatRupiah(committed)}.`,
    });
  return warnings;
}

export function allocationRecorded(line: Allocation): AllocationRecorded {
  const { id, holdsOn, recording, amount, ...rest } = line;
  return { ...rest, allocationId: id, amount: amount.toString(), ...recordedFields(holdsOn, recording) };
}

export const allocationDeclaredNone = ({
  id,
  recording,
  holdsOn,
  ...rest
}: NoneDeclaration & { readonly recording: Recording }): AllocationDeclaredNone => ({
  ...rest,
  declarationId: id,
  ...recordedFields(holdsOn, recording),
});
