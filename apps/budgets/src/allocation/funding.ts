import {
  addMonths,
  type BudgetKind,
  type BusinessDate,
  decemberOf,
  DomainError,
  type FiscalYear,
  fundable,
  type Month,
  monthsFrom,
  payableMonths,
  type Rupiah,
  type Segment,
} from '@komitmen/kernel';

/** What an amount is to buy, and which document gives the right to pay it. */
export interface Funding {
  readonly amount: Rupiah;
  readonly months: number;
  readonly segment: Segment;
  readonly fiscalYear: FiscalYear;
  readonly budget: BudgetKind;
  readonly documentDate: BusinessDate;
}

/**
 * R4: no more months than are left in the fiscal year after the document.
 * @throws DomainError `months-beyond-year` with the most months and the last one.
 */
export function requireMonthsWithinYear({ months, budget, documentDate, fiscalYear }: Omit<Funding, 'amount' | 'segment'>): void {
  const payable = payableMonths(budget, documentDate, fiscalYear);
  const [firstMonth] = payable;
  if (months <= payable.length) return;
  const lastMonth = decemberOf(fiscalYear);
  const message =
    firstMonth === undefined
      ? `Dengan dokumen tertanggal ${documentDate} tidak ada lagi bulan tahun anggaran ${fiscalYear} yang dapat dibayar; bulan terakhirnya ${lastMonth}.`
      : `${months} bulan melewati akhir tahun anggaran ${fiscalYear}. Dengan dokumen tertanggal ${documentDate} paling banyak ${payable.length} bulan, dari ${firstMonth} sampai ${lastMonth}.`;
  throw new DomainError('unprocessable', 'months-beyond-year', message, {
    field: 'months',
    value: months,
    most: payable.length,
    firstMonth: firstMonth ?? null,
    lastMonth,
  });
}

/** The months that the amount is to cover: the first payable ones, or the year's last where an older version had more left. */
export function coveredMonths({ months, budget, documentDate, fiscalYear }: Omit<Funding, 'amount' | 'segment'>): Month[] {
  const payable = payableMonths(budget, documentDate, fiscalYear);
  const december = decemberOf(fiscalYear);
  return payable.length >= months ? payable.slice(0, months) : monthsFrom(addMonths(december, 1 - months), december);
}

/** As answers carry it; rupiah as text. */
export interface FundableView {
  readonly persons: number;
  readonly cost: string;
  readonly remainder: string;
}

/** R2: how many persons the amount protects for all its months. Null where no premium is known for the segment. */
export function fundableOf(funding: Funding): FundableView | null {
  const result = fundable(funding.amount, funding.segment, coveredMonths(funding));
  return result ? { persons: Number(result.persons), cost: result.cost.toString(), remainder: result.remainder.toString() } : null;
}

export interface Preview {
  readonly fundable: number | null;
  readonly cost: string | null;
  readonly remainder: string | null;
  readonly payableMonths: number;
  readonly firstMonth: Month | null;
  readonly lastMonth: Month | null;
}

/** What a form shows beside the amount before it is saved. @throws DomainError `months-beyond-year`. */
export function preview(funding: Funding): Preview {
  requireMonthsWithinYear(funding);
  const covered = coveredMonths(funding);
  const result = fundableOf(funding);
  return {
    fundable: result?.persons ?? null,
    cost: result?.cost ?? null,
    remainder: result?.remainder ?? null,
    payableMonths: payableMonths(funding.budget, funding.documentDate, funding.fiscalYear).length,
    firstMonth: covered.at(0) ?? null,
    lastMonth: covered.at(-1) ?? null,
  };
}
