import {
  addMonths,
  decemberOf,
  type BusinessDate,
  type FiscalYear,
  fiscalYearOf,
  januaryOf,
  type Month,
  monthOf,
  monthsFrom,
} from './calendar';
import type { Segment } from './government';
import { type Rupiah, rupiah } from './money';

/** One row of the premium table: what one person costs a payer in one month. */
export interface PremiumRate {
  readonly segment: Segment;
  readonly from: Month;
  readonly perMonth: Rupiah;
}

/**
 * JKK 10.000 + JKM 6.800 for non-waged workers of the lowest class; the 50 % discount of PP 50/2025 excludes
 * premiums that a government budget pays. Sources show it from 2023 on; no rate of another segment is verified.
 */
export const PREMIUM_RATES: readonly PremiumRate[] = [{ segment: 'BPU', from: '2023-01' as Month, perMonth: rupiah(16_800) }];

/** The rate in force for a month, or undefined where the table has none. */
export function premiumFor(segment: Segment, m: Month, rates: readonly PremiumRate[] = PREMIUM_RATES): Rupiah | undefined {
  return rates.filter((rate) => rate.segment === segment && rate.from <= m).sort((a, b) => (a.from < b.from ? 1 : -1))[0]?.perMonth;
}

/** R1: cost = sum over months of persons x premium. Undefined when a month has no known rate. */
export function cost(
  persons: number,
  segment: Segment,
  months: readonly Month[],
  rates: readonly PremiumRate[] = PREMIUM_RATES,
): Rupiah | undefined {
  let perPerson = 0n;
  for (const m of months) {
    const premium = premiumFor(segment, m, rates);
    if (premium === undefined) return undefined;
    perPerson += premium;
  }
  return rupiah(BigInt(persons) * perPerson);
}

export interface Fundable {
  /** Most persons that the amount protects for every one of the months. */
  readonly persons: bigint;
  readonly cost: Rupiah;
  readonly remainder: Rupiah;
}

/** R2: fundable persons = floor(allocation / (premium x months)); the remainder is kept. Undefined without a known rate or month. */
export function fundable(
  amount: Rupiah,
  segment: Segment,
  months: readonly Month[],
  rates: readonly PremiumRate[] = PREMIUM_RATES,
): Fundable | undefined {
  const perPerson = cost(1, segment, months, rates);
  if (perPerson === undefined || perPerson === 0n) return undefined;
  const persons = amount / perPerson;
  return { persons, cost: rupiah(persons * perPerson), remainder: rupiah(amount - persons * perPerson) };
}

export type BudgetKind = 'original' | 'revised';

/**
 * R4: the first payable month is the one after the document's date; an original budget's document dated up to
 * 31 January still pays January. Months of another fiscal year are not payable from this one.
 */
export function payableMonths(budget: BudgetKind, documentDate: BusinessDate, year: FiscalYear): Month[] {
  const january = januaryOf(year);
  const inJanuary = budget === 'original' && documentDate <= `${january}-31`;
  const afterDocument = inJanuary || fiscalYearOf(documentDate) < year ? january : addMonths(monthOf(documentDate), 1);
  return monthsFrom(afterDocument, decemberOf(year));
}
