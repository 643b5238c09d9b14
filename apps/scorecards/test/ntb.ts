import type { GovernmentRegistered } from '@komitmen/contracts';
import type { BusinessDate, Link } from '@komitmen/kernel';
import type { Fact } from '../src/facts/fact';
import { asKnownOn } from '../src/facts/fact';
import { type ScorecardList, scorecardList, type ScorecardRow } from '../src/province/scorecard-list';
import type { RuleParameter } from '../src/rules/rule-book';
import { scorecardOn } from '../src/scorecard/scorecard';
import { assertedZero, code, headcount, parameter, stated, subject } from './builders';

/** Suara NTB of 14 July 2025 on the audience of 10 July: held on the 10th, known from the 14th. */
const suaraNtb = {
  holdsOn: '2025-07-10',
  knownOn: '2025-07-14',
  source: { title: 'Suara NTB, 14 Juli 2025', publisher: 'Suara NTB', date: '2025-07-14' },
} as const;

export const MATARAM_STATEMENT = 'belum menanggung satu pun peserta, padahal potensi pekerja rentan di ibukota provinsi sangat besar';

export const NTB_FACTS: readonly Fact[] = [
  headcount('52', 13_000, { ...suaraNtb, qualifier: 'rounded', statement: 'sudah kami bayarkan seluruhnya' }),
  headcount('52.03', 17_000, { ...suaraNtb, qualifier: 'rounded' }),
  headcount('52.02', 12_000, { ...suaraNtb, qualifier: 'rounded' }),
  headcount('52.04', 5_700, { ...suaraNtb, qualifier: 'rounded' }),
  headcount('52.05', 3_200, { ...suaraNtb, qualifier: 'about' }),
  headcount('52.72', 2_000, { ...suaraNtb, qualifier: 'rounded' }),
  headcount('52.06', 1_000, { ...suaraNtb, qualifier: 'rounded' }),
  headcount('52.07', 1_000, { ...suaraNtb, qualifier: 'rounded' }),
  headcount('52.08', 1_050, { ...suaraNtb, qualifier: 'rounded' }),
  assertedZero('52.71', { ...suaraNtb, statement: MATARAM_STATEMENT }),
  stated('52', 'protection-total', '57000', { ...suaraNtb, qualifier: 'about', text: 'sekitar 57.000' }),
  stated('52', 'poor', '698000', { ...suaraNtb, text: '698.000', definition: 'penduduk miskin, menurut Disnakertrans' }),
];

export const NTB_PARAMETERS: readonly RuleParameter[] = [parameter('no-data', '2025-07-14', '2025-07-14')];

const named = (governmentCode: string, name: string, kind: GovernmentRegistered['kind']): GovernmentRegistered => ({
  code: governmentCode,
  name,
  kind,
  province: '52',
  timeZone: 'Asia/Makassar',
  tile: null,
});
export const NTB_GOVERNMENTS: readonly GovernmentRegistered[] = [
  named('52', 'Provinsi Nusa Tenggara Barat', 'province'),
  named('52.01', 'Kabupaten Lombok Barat', 'kabupaten'),
  named('52.02', 'Kabupaten Lombok Tengah', 'kabupaten'),
  named('52.03', 'Kabupaten Lombok Timur', 'kabupaten'),
  named('52.04', 'Kabupaten Sumbawa', 'kabupaten'),
  named('52.05', 'Kabupaten Dompu', 'kabupaten'),
  named('52.06', 'Kabupaten Bima', 'kabupaten'),
  named('52.07', 'Kabupaten Sumbawa Barat', 'kabupaten'),
  named('52.08', 'Kabupaten Lombok Utara', 'kabupaten'),
  named('52.71', 'Kota Mataram', 'kota'),
  named('52.72', 'Kota Bima', 'kota'),
];

/** The province's list on a day, made from facts alone. */
export function ntbList(
  onDay: BusinessDate,
  facts: readonly Fact[] = NTB_FACTS,
  parameters: readonly RuleParameter[] = NTB_PARAMETERS,
): ScorecardList {
  const scorecards = NTB_GOVERNMENTS.map((government) => ({
    government,
    scorecard: scorecardOn(
      subject(
        facts.filter((known) => known.government === code(government.code)),
        parameters,
        government.code,
      ),
      onDay,
    ),
  }));
  const rows = scorecards.map(({ government: { timeZone: _zone, ...government }, scorecard }): ScorecardRow => ({
    government,
    fiscalYear: 2025,
    version: 1,
    ...scorecard.summary,
  }));
  const province = scorecards.find(({ government }) => government.kind === 'province');
  const heading = {
    province: { code: '52', name: 'NTB', timeZone: 'Asia/Makassar' },
    fiscalYear: 2025,
    asKnownOn: onDay,
    businessDate: onDay,
    generatedFrom: asKnownOn(facts, onDay).length,
  };
  return scorecardList(heading, rows, province?.scorecard.particulars ?? null);
}

export function linkOf(list: ScorecardList, government: string, link: Link): ScorecardRow['links'][Link] {
  const row = list.rows.find((candidate) => candidate.government.code === government);
  if (row === undefined) throw new Error(`no row of ${government}`);
  return row.links[link];
}
