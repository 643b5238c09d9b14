import { type DatedSource, type HeadcountReported, recordedFields, type Recording, requireNotInTheFuture } from '@komitmen/contracts';
import {
  type BusinessDate,
  DomainError,
  type FiscalYear,
  fiscalYearOf,
  type GovernmentCode,
  type Month,
  type Qualifier,
  requireKnownGovernment,
  type Segment,
} from '@komitmen/kernel';

/** What a source says about the number: so many, nobody, or nothing new since the last report. The three are never confused. */
export type Statement =
  | { readonly kind: 'count'; readonly persons: number; readonly qualifier: Qualifier; readonly precision: number | null }
  | { readonly kind: 'asserted-zero'; readonly persons: 0; readonly qualifier: 'exact'; readonly precision: null }
  | { readonly kind: 'nothing-to-report'; readonly persons: null; readonly qualifier: 'exact'; readonly precision: null };

export interface StatedNumber {
  readonly kind: Statement['kind'];
  readonly persons: number | null;
  readonly qualifier: Qualifier;
  readonly precision: number | null;
}

interface About {
  readonly id: string;
  readonly payer: GovernmentCode;
  readonly fiscalYear: FiscalYear;
  /** The source's own words. */
  readonly statement: string | null;
  /** Null where the source does not say. */
  readonly residence: GovernmentCode | null;
  readonly group: string | null;
  readonly segment: Segment | null;
  readonly months: readonly Month[] | null;
  readonly source: DatedSource;
  readonly holdsOn: BusinessDate;
}

export type HeadcountCommand = About & StatedNumber;

/** Whose word it is: the payer's own officer, or somebody else who cites a source. */
export type Reporter = 'payer' | 'third-party';

export type Headcount = About & Statement & { readonly reporter: Reporter; readonly recording: Recording };

export interface Circumstances {
  readonly payerKnown: boolean;
  readonly residenceKnown: boolean;
}

const invalid = (code: string, message: string, field: string, value: string | number): DomainError =>
  new DomainError('invalid', code, message, { field, value });

const MOST_PERSONS = 2_000_000_000;

/** @throws DomainError `persons-required`, `persons-not-zero`, `persons-not-expected`, `zero-is-exact` when kind and number do not belong together. */
export function statementOf({ kind, persons, qualifier, precision }: StatedNumber): Statement {
  switch (kind) {
    case 'count':
      if (persons !== null && Number.isInteger(persons) && persons > 0 && persons <= MOST_PERSONS)
        return { kind, persons, qualifier, precision };
      throw invalid(
        'persons-required',
        'Tulis jumlah orang sebagai bilangan bulat lebih dari nol, contoh 1984. Bila tidak ada seorang pun, pilih "nol".',
        'persons',
        persons ?? '',
      );
    case 'asserted-zero':
      if (persons !== null && persons !== 0)
        throw invalid(
          'persons-not-zero',
          'Pernyataan nol berarti tidak seorang pun; kosongkan jumlahnya atau pilih "jumlah".',
          'persons',
          persons,
        );
      if (qualifier !== 'exact')
        throw invalid('zero-is-exact', 'Nol yang dinyatakan selalu pasti; pilih ketelitian "pasti".', 'qualifier', qualifier);
      return { kind, persons: 0, qualifier, precision: null };
    case 'nothing-to-report':
      if (persons === null) return { kind, persons, qualifier: 'exact', precision: null };
      throw invalid(
        'persons-not-expected',
        '"Tidak ada perubahan" tidak menyebut jumlah; kosongkan jumlahnya atau pilih "jumlah".',
        'persons',
        persons,
      );
  }
}

/** Months that the people are protected in: of the fiscal year, none twice. */
function requireMonthsOfYear(months: readonly Month[] | null, year: FiscalYear): readonly Month[] | null {
  if (months === null) return null;
  const sorted = [...months].sort();
  const repeated = sorted.find((month, index) => sorted[index - 1] === month);
  if (repeated !== undefined)
    throw invalid('months-repeated', `Bulan ${repeated} tertulis lebih dari sekali; tulis setiap bulan sekali saja.`, 'months', repeated);
  const outside = sorted.find((month) => fiscalYearOf(month) !== year);
  if (outside === undefined) return sorted;
  const message = `Bulan ${outside} bukan bulan tahun anggaran ${year}; yang diterima ${year}-01 sampai ${year}-12.`;
  throw new DomainError('unprocessable', 'months-outside-year', message, { field: 'months', value: outside, fiscalYear: year });
}

/** A report is a fact of its own: it replaces no earlier one, and which of them counts is not decided here. */
export function report({ payerKnown, residenceKnown }: Circumstances, command: HeadcountCommand, recording: Recording): Headcount {
  const { kind, persons, qualifier, precision, months: named, ...about } = command;
  const statement = statementOf({ kind, persons, qualifier, precision });
  requireKnownGovernment(payerKnown, about.payer, 'payer');
  if (about.residence !== null) requireKnownGovernment(residenceKnown, about.residence, 'residence');
  requireNotInTheFuture(recording.today, { holdsOn: about.holdsOn, 'source.date': about.source.date });
  const months = requireMonthsOfYear(named, about.fiscalYear);
  const reporter = recording.by.role === 'enrolment-officer' ? 'payer' : 'third-party';
  return { months, reporter, recording, ...about, ...statement };
}

export function headcountReported({ id, months, holdsOn, recording, ...rest }: Headcount): HeadcountReported {
  return { reportId: id, months: months && [...months], ...rest, ...recordedFields(holdsOn, recording) };
}
