import {
  addMonths,
  type BusinessDate,
  decemberOf,
  type FiscalYear,
  type Fundable,
  fundable,
  type Month,
  monthsFrom,
  parseRupiah,
  payableMonths,
  type Rupiah,
  rupiah,
} from '@komitmen/kernel';
import { type Claim, claimOf, compareClaims, groupBy, settle } from '../facts/acceptance';
import { type Fact, type FactOf, factsOf, latestVersions } from '../facts/fact';
import { type NoneClaim, noneClaim } from './commitment';

export type AllocationFact = FactOf<'budgets.allocation-recorded.v1'>;

export interface Line {
  readonly id: string;
  /** The latest version known. */
  readonly fact: AllocationFact;
  readonly amount: Rupiah;
  /** The months that it is meant to pay. */
  readonly months: readonly Month[];
  /** A DPA or DPPA stands behind it. */
  readonly executable: boolean;
  /** The day from which it can be spent: when its first executable version holds. */
  readonly executableFrom: BusinessDate | undefined;
  /** This line and every line it supersedes, directly or not: payments of any of them count against this ceiling. */
  readonly family: readonly string[];
  /** Earlier versions, newest first. */
  readonly versions: readonly AllocationFact[];
}

/** Lines of the same people and months, such as JKK and JKM apart: R2 is theirs together, rounded down once. */
export interface Funding {
  readonly lines: readonly Line[];
  /** R2; undefined where the premium table has no rate for the segment. */
  readonly fundable: Fundable | undefined;
}

export interface Allocation {
  readonly state: 'unknown' | 'declared-none' | 'positive';
  /** Lines that count: each once, never beside the line it supersedes. */
  readonly lines: readonly Line[];
  /** A revised line on its way, whose DPA is still in force. */
  readonly pending: readonly Line[];
  /** Lines that a revised one has superseded, newest first. */
  readonly superseded: readonly Line[];
  readonly declaration: NoneClaim | undefined;
}

/**
 * DPPA supersedes DPA, they never add (R3). Until the revised line is executable, the executable line that it will
 * replace stays the one that counts; where neither is executable, the revised one counts.
 */
export function allocationOf(facts: readonly Fact[], year: FiscalYear): Allocation {
  const all = factsOf(facts, 'budgets.allocation-recorded.v1');
  const lines = latestVersions(all, (fact) => fact.data.allocationId).map((fact) => lineOf(fact, all, year));
  const superseded = lines.filter((line) => isSuperseded(line, lines));
  const pending = lines.filter((line) => !superseded.includes(line) && isPending(line, lines));
  const counted = lines.filter((line) => !superseded.includes(line) && !pending.includes(line));
  const declaration = settle(factsOf(facts, 'budgets.allocation-declared-none.v1').map(noneClaim))?.accepted;
  const [lead] = newestFirst(lines);
  const none = declaration !== undefined && (lead === undefined || compareClaims(declaration, claimOfLine(lead)) < 0);
  return {
    state: none ? 'declared-none' : counted.length === 0 ? 'unknown' : 'positive',
    lines: none ? [] : counted,
    pending: none ? [] : pending,
    superseded: newestFirst(none ? lines : superseded),
    declaration: none ? declaration : undefined,
  };
}

const claimOfLine = ({ fact }: Line): Claim => ({ value: '', months: null, ...claimOf(fact) });

const newestFirst = (lines: readonly Line[]): Line[] => [...lines].sort((a, b) => compareClaims(claimOfLine(a), claimOfLine(b)));

export function fundingsOf(lines: readonly Line[]): Funding[] {
  const same = groupBy(lines, ({ months, fact: { data } }) => JSON.stringify([data.segment, data.beneficiary, data.group, months]));
  return [...same.values()].flatMap((together) => {
    const [first] = together;
    const amount = rupiah(together.reduce((sum, line) => sum + line.amount, 0n));
    return first === undefined ? [] : [{ lines: together, fundable: fundable(amount, first.fact.data.segment, first.months) }];
  });
}

const isExecutable = (fact: AllocationFact): boolean => fact.data.stage === 'executable' || fact.data.stage === 'closed';

function lineOf(fact: AllocationFact, all: readonly AllocationFact[], year: FiscalYear): Line {
  const id = fact.data.allocationId;
  const versions = all.filter((other) => other.data.allocationId === id).sort((a, b) => b.data.version - a.data.version);
  return {
    id,
    fact,
    amount: parseRupiah(fact.data.amount),
    months: monthsOf(fact, year),
    executable: isExecutable(fact),
    executableFrom: versions.filter(isExecutable).at(-1)?.data.holdsOn as BusinessDate | undefined,
    family: familyOf(id, all),
    versions: versions.slice(1),
  };
}

/** R4: the first payable months after the document, or the year's last ones where a source's document leaves too few. */
function monthsOf({ data }: AllocationFact, year: FiscalYear): Month[] {
  const payable = payableMonths(data.budget, data.document.date as BusinessDate, year).slice(0, data.months);
  const december = decemberOf(year);
  return payable.length === data.months ? payable : monthsFrom(addMonths(december, 1 - data.months), december);
}

function familyOf(id: string, all: readonly AllocationFact[]): string[] {
  const family = [id];
  for (const member of family) {
    const parents = all.filter((fact) => fact.data.allocationId === member).flatMap((fact) => fact.data.supersedes ?? []);
    family.push(...parents.filter((parent, index) => parents.indexOf(parent) === index && !family.includes(parent)));
  }
  return family;
}

function isSuperseded(line: Line, lines: readonly Line[]): boolean {
  const successors = lines.filter((other) => other.id !== line.id && other.family.includes(line.id));
  return successors.length > 0 && (!line.executable || successors.some((successor) => successor.executable));
}

const isPending = (line: Line, lines: readonly Line[]): boolean =>
  !line.executable && lines.some((other) => other.id !== line.id && other.executable && line.family.includes(other.id));
