import type { Finding } from '@komitmen/platform';
import { inWords } from './audit-findings';

describe('what was found of the audit, in words', () => {
  it.each<[Finding, string]>([
    [{ kind: 'gap', after: '4', before: '6', rows: 1 }, 'row 5 was removed with its seal'],
    [{ kind: 'gap', after: null, before: '3', rows: 2 }, 'rows 1 to 2 were removed with their seals'],
    [{ kind: 'gap', after: '4', before: '9', rows: 1 }, '1 row between row 4 and row 9 was removed with its seal'],
    [{ kind: 'gap', after: null, before: '9', rows: 2 }, '2 rows before row 9 were removed with their seals'],
    [
      { kind: 'newest-removed', after: '7', last: '9', rows: 2 },
      'the newest 2 rows, after row 7 and up to row 9, were removed: the event log knows of them',
    ],
    [{ kind: 'newest-removed', after: null, last: '1', rows: 1 }, 'the newest row, up to row 1, was removed: the event log knows of it'],
    [
      { kind: 'moved', row: '3', after: null },
      'row 3 does not follow the beginning as it was sealed: rows were reordered, or removed between them',
    ],
  ])('%o', (finding, words) => expect(inWords(finding)).toBe(words));
});
