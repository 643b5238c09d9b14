import { LINKS } from '@komitmen/kernel';
import type { Figure, ScorecardList, ScorecardRow, Source } from '../api/types';

/** One part of the sentence that opens the page: a key of the catalogue with its parameters. */
export interface Clause {
  readonly key: string;
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly tone: 'plain' | 'alarm' | 'unknown';
  /** Code of the government that the clause is about. */
  readonly government: string | null;
}

const NAMED_AT_MOST = 3;

const isZero = ({ state }: Figure): boolean => state === 'asserted-zero' || state === 'declared-none';
const isUnknown = ({ state }: Figure): boolean => state === 'unknown';
export const regenciesOf = (list: ScorecardList): ScorecardRow[] => list.rows.filter((row) => row.government.kind !== 'province');

/** Few are named, many are counted. */
function about(rows: readonly ScorecardRow[], what: 'zero' | 'unknown'): Clause[] {
  const tone = what === 'zero' ? 'alarm' : 'unknown';
  if (rows.length > NAMED_AT_MOST) return [{ key: `sentence.${what}Many`, parameters: { number: rows.length }, tone, government: null }];
  return rows.map(({ government }) => ({
    key: `sentence.${what}`,
    parameters: { name: government.name },
    tone,
    government: government.code,
  }));
}

/** The state of the province in words: how many report, who is asserted to be at zero, of whom nothing is known. */
export function stateClauses(list: ScorecardList): Clause[] {
  const rows = regenciesOf(list);
  const unknown = rows.filter((row) => isUnknown(row.links.protection));
  const known = rows.length - unknown.length;
  const { fiscalYear } = list;
  const plain = (key: string): Clause => ({ key, parameters: { known, of: rows.length, fiscalYear }, tone: 'plain', government: null });
  if (rows.length === 0) return [plain('sentence.empty')];
  if (known === 0) return [plain('sentence.noneReported')];
  const zero = rows.filter((row) => isZero(row.links.protection));
  return [plain(unknown.length === 0 ? 'sentence.allReported' : 'sentence.reported'), ...about(zero, 'zero'), ...about(unknown, 'unknown')];
}

/** Links of the chain of which nothing at all is recorded. */
export const unrecordedLinks = (list: ScorecardList): string[] => {
  const empty = new Set(list.chain.filter((step) => step.known === 0).map((step) => step.link));
  return LINKS.filter((link) => empty.has(link) && link !== 'protection');
};

/** Sources of the protected people's figures, newest first, each once. */
export function sourcesOf(list: ScorecardList): Source[] {
  const sources = new Map<string, Source>();
  for (const { links } of list.rows) {
    const { source } = links.protection;
    if (source) sources.set(`${source.title}|${source.date ?? ''}`, source);
  }
  return [...sources.values()].sort((a, b) => ((a.date ?? '') < (b.date ?? '') ? 1 : -1));
}
