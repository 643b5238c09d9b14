import {
  type BudgetKind,
  fiscalYear,
  fundable,
  isBusinessDate,
  isMonth,
  type Month,
  month,
  payableMonths,
  premiumFor,
  rupiah,
  SEGMENTS,
  type Segment,
} from '@komitmen/kernel';
import { parseAmount } from '../format/amount';
import type { Line } from './form-spec';

const isSegment = (text: string): text is Segment => SEGMENTS.some((segment) => segment === text);

interface Plan {
  amount: string;
  months: string;
  segment: string;
  budget: string;
  documentDate: string;
  fiscalYear: number;
}

/** R4: the months that this document can still pay; all twelve while its date is not typed yet. */
export function payable({ budget, documentDate, fiscalYear: year }: Pick<Plan, 'budget' | 'documentDate' | 'fiscalYear'>): Month[] {
  const kind: BudgetKind = budget === 'revised' ? 'revised' : 'original';
  const date = isBusinessDate(documentDate) ? documentDate : null;
  if (date === null) return Array.from({ length: 12 }, (_, index) => month(`${year}-${String(index + 1).padStart(2, '0')}`));
  return payableMonths(kind, date, fiscalYear(year));
}

/** R2 beside the amount: whom it funds, what is left, and the last month it covers. */
export function allocationLines(plan: Plan): Line[] {
  const parsed = parseAmount(plan.amount);
  const wanted = Number(plan.months);
  if (!isSegment(plan.segment) || !Number.isInteger(wanted) || wanted < 1) return [];
  const available = payable(plan);
  if (wanted > available.length) {
    return [
      {
        key: available.length === 0 ? 'arithmetic.noMonths' : 'arithmetic.tooManyMonths',
        kind: 'warning',
        value: String(available.length),
      },
    ];
  }
  const months = available.slice(0, wanted);
  return 'problem' in parsed ? [] : fundingLines(parsed.digits, plan.segment, months, isBusinessDate(plan.documentDate));
}

/** The same for a payment whose months are named. */
export function paymentLines(amount: string, segment: string, chosen: readonly string[]): Line[] {
  const parsed = parseAmount(amount);
  const months = chosen.filter(isMonth).sort();
  return 'problem' in parsed || months.length === 0 || !isSegment(segment) ? [] : fundingLines(parsed.digits, segment, months, true);
}

function fundingLines(digits: string, segment: Segment, months: readonly Month[], dated: boolean): Line[] {
  const result = fundable(rupiah(BigInt(digits)), segment, months);
  const first = months[0];
  const last = months.at(-1);
  if (result === undefined || first === undefined || last === undefined)
    return [{ key: 'arithmetic.noRate', kind: 'warning', value: segment }];
  if (result.persons === 0n) return [{ key: 'arithmetic.tooLittle', kind: 'warning', value: String(months.length) }];
  return [
    { key: 'arithmetic.persons', kind: 'count', value: result.persons.toString() },
    { key: 'arithmetic.premium', kind: 'money', value: (premiumFor(segment, first) ?? 0n).toString() },
    { key: 'arithmetic.cost', kind: 'money', value: result.cost.toString() },
    { key: 'arithmetic.remainder', kind: 'money', value: result.remainder.toString() },
    ...(dated ? [{ key: 'arithmetic.lastMonth', kind: 'month', value: last } as const] : []),
  ];
}

/** R1 beside a pledge: what the persons and months promised will cost. */
export function pledgeLines(persons: string, months: string, segment: string, year: number): Line[] {
  const count = Number(persons);
  const number = Number(months);
  const premium = isSegment(segment) ? premiumFor(segment, month(`${year}-12`)) : undefined;
  if (!Number.isInteger(count) || count < 1 || !Number.isInteger(number) || number < 1) return [];
  if (premium === undefined) return [{ key: 'arithmetic.noRate', kind: 'warning', value: segment }];
  return [
    { key: 'arithmetic.personMonths', kind: 'count', value: String(count * number) },
    { key: 'arithmetic.needed', kind: 'money', value: (premium * BigInt(count) * BigInt(number)).toString() },
  ];
}
