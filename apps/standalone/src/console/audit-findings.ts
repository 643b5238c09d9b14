import type { Finding } from '@komitmen/platform';

/** What was found of a service's audit, for whoever has to look into it. */
export function inWords(finding: Finding): string {
  switch (finding.kind) {
    case 'edited':
      return `row ${finding.row} was edited after it was sealed`;
    case 'removed':
      return `row ${finding.row} was removed`;
    case 'exchanged':
      return `row ${finding.row} has what row ${finding.with} was sealed with: rows were reordered`;
    case 'moved':
      return `row ${finding.row} does not follow ${finding.after === null ? 'the beginning' : `row ${finding.after}`} as it was sealed: rows were reordered, or removed between them`;
    case 'gap':
      return `${gapInWords(finding)} removed with ${finding.rows === 1 ? 'its seal' : 'their seals'}`;
    case 'newest-removed':
      return `the newest ${counted(finding.rows)}, ${finding.after === null ? '' : `after row ${finding.after} and `}up to row ${finding.last}, ${were(finding.rows)} removed: the event log knows of ${finding.rows === 1 ? 'it' : 'them'}`;
    case 'replaced':
      return `the chain up to row ${finding.row} is not the one whose head the event log has held since ${finding.headOf}`;
    case 'left-out':
      return `row ${finding.row} was never sealed, although later rows are`;
    case 'key-unknown':
      return `row ${finding.row} cannot be checked: it was sealed with the key ${finding.key}, which AUDIT_KEY does not hold`;
    case 'key-outdated':
      return `row ${finding.row} was sealed with the key ${finding.key} after that had been replaced`;
  }
}

const counted = (rows: number): string => (rows === 1 ? 'row' : `${rows} rows`);
const were = (rows: number): string => (rows === 1 ? 'was' : 'were');

/** Ids have gaps, so that the row that is gone can be named only where there is room for no other. */
function gapInWords({ after, before, rows }: Extract<Finding, { kind: 'gap' }>): string {
  const [first, last] = [BigInt(after ?? 0) + 1n, BigInt(before) - 1n];
  if (last - first + 1n === BigInt(rows)) return rows === 1 ? `row ${first} was` : `rows ${first} to ${last} were`;
  const place = after === null ? `before row ${before}` : `between row ${after} and row ${before}`;
  return `${rows} ${rows === 1 ? 'row' : 'rows'} ${place} ${were(rows)}`;
}
