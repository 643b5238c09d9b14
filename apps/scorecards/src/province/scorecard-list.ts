import type { GovernmentRegistered } from '@komitmen/contracts';
import type { Link } from '@komitmen/kernel';
import { compareText } from '../facts/fact';
import { type Figure, unknownFigure } from '../figure/figure';
import type { ScorecardParticulars, ScorecardSummary } from '../scorecard/scorecard';
import { type Reconciliation, reconcile } from './reconciliation';
import { chainSteps, type ChainStep, totalsOf } from './totals';

export type GovernmentView = Pick<GovernmentRegistered, 'code' | 'name' | 'kind' | 'province' | 'tile'>;

export interface ScorecardRow extends ScorecardSummary {
  readonly government: GovernmentView;
  readonly fiscalYear: number;
  readonly version: number;
}

export interface ScorecardList {
  readonly province: { readonly code: string; readonly name: string; readonly timeZone: string };
  readonly fiscalYear: number;
  readonly asKnownOn: string;
  readonly businessDate: string;
  /** How many recorded facts it was made from. */
  readonly generatedFrom: number;
  /** Regencies by code, then the province's own row. */
  readonly rows: readonly ScorecardRow[];
  /** Regencies only, by payer. */
  readonly totals: Readonly<Record<Link, Figure>>;
  readonly all: Readonly<Record<Link, Figure>>;
  readonly chain: readonly ChainStep[];
  readonly reconciliation: Reconciliation | null;
  readonly context: readonly Figure[];
}

type Heading = Pick<ScorecardList, 'province' | 'fiscalYear' | 'asKnownOn' | 'businessDate' | 'generatedFrom'>;
/** Of the province's own scorecard, what the page about the whole province shows; null for who may not see it. */
export type ProvinceParticulars = Pick<ScorecardParticulars, 'stated' | 'statedTotal'> | null;

export function scorecardList(heading: Heading, unsorted: readonly ScorecardRow[], particulars: ProvinceParticulars): ScorecardList {
  const rows = [...unsorted].sort(regenciesFirst);
  const regencies = rows.filter(({ government }) => government.kind !== 'province');
  const all = totalsOf(rows);
  return {
    ...heading,
    rows,
    totals: totalsOf(regencies),
    all,
    chain: chainSteps(rows, all),
    reconciliation: particulars === null ? null : reconciliationOf(heading.province.code, rows, regencies, particulars),
    context: particulars?.stated ?? [],
  };
}

function reconciliationOf(
  code: string,
  rows: readonly ScorecardRow[],
  regencies: readonly ScorecardRow[],
  { statedTotal }: NonNullable<ProvinceParticulars>,
): Reconciliation {
  const own = rows.find(({ government }) => government.code === code)?.links.protection ?? unknownFigure('headcount', 'persons', code);
  return reconcile(
    regencies.map((row) => row.links.protection),
    own,
    statedTotal,
  );
}

const regenciesFirst = (a: ScorecardRow, b: ScorecardRow): number =>
  Number(a.government.kind === 'province') - Number(b.government.kind === 'province') || compareText(a.government.code, b.government.code);
