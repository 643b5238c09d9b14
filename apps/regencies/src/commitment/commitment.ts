import { type DatedSource, type Document, type Recording, requireNotInTheFuture } from '@komitmen/contracts';
import {
  addMonths,
  type BusinessDate,
  decemberOf,
  DomainError,
  type FiscalYear,
  fiscalYearOf,
  type GovernmentCode,
  type Month,
  type Segment,
} from '@komitmen/kernel';
import { requireKnownGovernment } from '../government/known-government';

/** What a government promises: so many people, for so many months of one fiscal year. */
export interface Pledge {
  readonly persons: number;
  /** Null where the source names no first month. */
  readonly firstMonth: Month | null;
  readonly months: number;
  readonly segment: Segment;
  readonly legalBasis: string;
  readonly source: DatedSource;
}

interface Identity {
  readonly id: string;
  readonly government: GovernmentCode;
  readonly fiscalYear: FiscalYear;
  readonly version: number;
  /** When its present status is true. */
  readonly holdsOn: BusinessDate;
  readonly recording: Recording;
}

export type Draft = Identity & { readonly status: 'draft'; readonly pledge: Pledge };
export type Pledged = Identity & { readonly status: 'pledged'; readonly pledge: Pledge };
export type Confirmed = Identity & { readonly status: 'confirmed'; readonly pledge: Pledge; readonly document: Document | null };
export type DeclaredNone = Identity & { readonly status: 'declared-none'; readonly source: DatedSource };
export type Withdrawn = Identity & { readonly status: 'withdrawn'; readonly reason: string; readonly was: Pledge | DatedSource };
export type Commitment = Draft | Pledged | Confirmed | DeclaredNone | Withdrawn;
/** What counts for the government and year: at most one. */
export type StandingCommitment = Exclude<Commitment, Withdrawn>;

/** What a decision about a new commitment must look at. */
export interface Circumstances {
  readonly governmentKnown: boolean;
  readonly standing: StandingCommitment | undefined;
}

export interface NewPledge {
  readonly id: string;
  readonly government: GovernmentCode;
  readonly fiscalYear: FiscalYear;
  readonly holdsOn: BusinessDate;
  readonly pledge: Pledge;
  /** False keeps it a draft until it is pledged. */
  readonly pledged: boolean;
}

export interface NewDeclaration {
  readonly id: string;
  readonly government: GovernmentCode;
  readonly fiscalYear: FiscalYear;
  readonly holdsOn: BusinessDate;
  readonly source: DatedSource;
}

const invalid = (code: string, message: string, data: Record<string, string | number>): DomainError =>
  new DomainError('invalid', code, message, data);

/** @throws DomainError `persons-not-positive`: nobody is a declaration of none, not a pledge of zero. */
function requirePersons({ persons }: Pledge): void {
  if (Number.isInteger(persons) && persons > 0) return;
  throw invalid(
    'persons-not-positive',
    'Jumlah orang harus bilangan bulat lebih dari nol. Bila tidak ada komitmen, catat pernyataan "tidak ada".',
    { field: 'persons', value: persons },
  );
}

/** A budget pays within its fiscal year, 1 January to 31 December. */
function requireMonthsWithinYear({ firstMonth, months }: Pledge, year: FiscalYear): void {
  if (!Number.isInteger(months) || months < 1 || months > 12)
    throw invalid('months-out-of-range', 'Jumlah bulan harus 1 sampai 12.', { field: 'months', value: months });
  if (firstMonth === null) return;
  if (fiscalYearOf(firstMonth) !== year)
    throw invalid('first-month-outside-year', `Bulan pertama ${firstMonth} tidak termasuk tahun anggaran ${year}.`, {
      field: 'firstMonth',
      value: firstMonth,
      fiscalYear: year,
    });
  const last = addMonths(firstMonth, months - 1);
  if (last > decemberOf(year))
    throw invalid('months-beyond-year', `${months} bulan sejak ${firstMonth} melewati akhir tahun anggaran ${year}.`, {
      field: 'months',
      value: months,
      most: 13 - Number(firstMonth.slice(5)),
      fiscalYear: year,
    });
}

/** One standing commitment per government and year; a standing one is changed by withdrawing it and pledging anew. */
function requireNoneStanding(standing: StandingCommitment | undefined): void {
  if (standing === undefined) return;
  const data = { commitmentId: standing.id, status: standing.status, government: standing.government, fiscalYear: standing.fiscalYear };
  if (standing.status === 'declared-none')
    throw new DomainError(
      'conflict',
      'declared-none-stands',
      'Untuk tahun ini tercatat pernyataan tidak ada komitmen. Cabut pernyataan itu sebelum mencatat yang baru.',
      data,
    );
  throw new DomainError(
    'conflict',
    'commitment-stands',
    'Pemerintah daerah ini sudah memiliki komitmen untuk tahun itu. Cabut komitmen itu sebelum mencatat yang baru.',
    data,
  );
}

/** A later status cannot be true before the one that it follows. */
function requireNotBefore(commitment: Commitment, holdsOn: BusinessDate): void {
  if (holdsOn >= commitment.holdsOn) return;
  throw new DomainError(
    'unprocessable',
    'dated-before-commitment',
    `Tanggal ${holdsOn} mendahului tanggal komitmen, ${commitment.holdsOn}.`,
    {
      field: 'holdsOn',
      value: holdsOn,
      earliest: commitment.holdsOn,
    },
  );
}

const changed = <C extends Commitment>(commitment: C, holdsOn: BusinessDate, recording: Recording) => ({
  id: commitment.id,
  government: commitment.government,
  fiscalYear: commitment.fiscalYear,
  version: commitment.version + 1,
  holdsOn,
  recording,
});

export function pledge(circumstances: Circumstances, command: NewPledge, recording: Recording): Draft | Pledged {
  requirePersons(command.pledge);
  requireMonthsWithinYear(command.pledge, command.fiscalYear);
  requireKnownGovernment(circumstances.governmentKnown, command.government, 'government');
  requireNotInTheFuture(recording.today, { holdsOn: command.holdsOn, 'source.date': command.pledge.source.date });
  requireNoneStanding(circumstances.standing);
  const { pledged, ...rest } = command;
  return { ...rest, status: pledged ? 'pledged' : 'draft', version: 1, recording };
}

export function declareNone(circumstances: Circumstances, command: NewDeclaration, recording: Recording): DeclaredNone {
  requireKnownGovernment(circumstances.governmentKnown, command.government, 'government');
  requireNotInTheFuture(recording.today, { holdsOn: command.holdsOn, 'source.date': command.source.date });
  requireNoneStanding(circumstances.standing);
  return { ...command, status: 'declared-none', version: 1, recording };
}

const wrongStatus = (commitment: Commitment, code: string, message: string): DomainError =>
  new DomainError('conflict', code, message, { commitmentId: commitment.id, status: commitment.status });

/** A draft becomes a pledge. Undefined when it is one already. */
export function makePledged(commitment: Commitment, holdsOn: BusinessDate, recording: Recording): Pledged | undefined {
  if (commitment.status === 'pledged') return undefined;
  if (commitment.status !== 'draft')
    throw wrongStatus(commitment, 'commitment-not-draft', 'Hanya rancangan yang dapat dinyatakan sebagai janji.');
  requireNotInTheFuture(recording.today, { holdsOn });
  requireNotBefore(commitment, holdsOn);
  return { ...changed(commitment, holdsOn, recording), status: 'pledged', pledge: commitment.pledge };
}

export interface Confirmation {
  readonly document: (Document & { readonly date: BusinessDate }) | null;
  readonly holdsOn: BusinessDate;
}

/** A pledge is confirmed, with its document where there is one. */
export function confirm(commitment: Commitment, { document, holdsOn }: Confirmation, recording: Recording): Confirmed {
  if (commitment.status !== 'pledged')
    throw wrongStatus(commitment, 'commitment-not-pledged', 'Hanya janji yang masih berlaku dan belum dikukuhkan yang dapat dikukuhkan.');
  requireNotInTheFuture(recording.today, { holdsOn, 'document.date': document?.date });
  requireNotBefore(commitment, holdsOn);
  return { ...changed(commitment, holdsOn, recording), status: 'confirmed', pledge: commitment.pledge, document };
}

export interface Withdrawal {
  readonly reason: string;
  readonly holdsOn: BusinessDate;
}

/** Whatever stands can be withdrawn, a declaration of none too. Undefined when it is withdrawn already. */
export function withdraw(commitment: Commitment, { reason, holdsOn }: Withdrawal, recording: Recording): Withdrawn | undefined {
  if (commitment.status === 'withdrawn') return undefined;
  requireNotInTheFuture(recording.today, { holdsOn });
  requireNotBefore(commitment, holdsOn);
  const was = commitment.status === 'declared-none' ? commitment.source : commitment.pledge;
  return { ...changed(commitment, holdsOn, recording), status: 'withdrawn', reason, was };
}
