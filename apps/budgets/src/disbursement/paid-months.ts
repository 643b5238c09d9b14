import { DomainError, type FiscalYear, fiscalYearOf, type Month } from '@komitmen/kernel';

const invalid = (code: string, message: string, value: string): DomainError =>
  new DomainError('invalid', code, message, { field: 'months', value });

/**
 * Months that a payment is for, in order: at least one, none twice, all of the line's fiscal year.
 * @throws DomainError `months-missing`, `months-repeated` (400) or `months-outside-year` (422).
 */
export function paidMonths(months: readonly Month[], year: FiscalYear): readonly Month[] {
  const sorted = [...months].sort();
  if (sorted.length === 0) throw invalid('months-missing', 'Sebutkan bulan yang dibayar, sedikitnya satu, contoh 2025-10.', '');
  const repeated = sorted.find((month, index) => sorted[index - 1] === month);
  if (repeated !== undefined)
    throw invalid('months-repeated', `Bulan ${repeated} tertulis lebih dari sekali; tulis setiap bulan sekali saja.`, repeated);
  const outside = sorted.find((month) => fiscalYearOf(month) !== year);
  if (outside === undefined) return sorted;
  const message = `Bulan ${outside} bukan bulan tahun anggaran ${year}. Alokasi ini hanya membayar ${year}-01 sampai ${year}-12.`;
  throw new DomainError('unprocessable', 'months-outside-year', message, { field: 'months', value: outside, fiscalYear: year });
}
