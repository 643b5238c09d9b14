import { type AuditRow, checkRow, type Finding, type Seal, sealRows } from './audit-chain';
import { AuditKeys } from './audit-keys';

type SealedRow = Seal & AuditRow;

const OLD = AuditKeys.parse('old secret');
const NEW = AuditKeys.parse('new secret, old secret');

function keyOf(keys: AuditKeys) {
  if (keys.current === undefined) throw new Error('there is no key');
  return keys.current;
}

const rowsOf = (...ids: number[]): AuditRow[] => ids.map((id) => ({ row: String(id), content: `what row ${id} says` }));

/** Rows with their seals, in the chain's order. */
function sealed(rows: readonly AuditRow[], keys = OLD, before: readonly SealedRow[] = []): SealedRow[] {
  const seals = sealRows('budgets', keyOf(keys), before.at(-1), rows);
  return [...before, ...seals.map((seal, index) => ({ ...seal, content: rows[index]?.content ?? null }))];
}

function check(chain: readonly SealedRow[], keys = OLD, service = 'budgets'): Finding[] {
  return chain.flatMap((row, index) => checkRow(service, keys, chain[index - 1], row));
}

const replaced = (chain: readonly SealedRow[], row: number, by: Partial<SealedRow>): SealedRow[] =>
  chain.map((one) => (one.row === String(row) ? { ...one, ...by } : one));
const without = (chain: readonly SealedRow[], ...rows: number[]): SealedRow[] => chain.filter(({ row }) => !rows.includes(Number(row)));
const renumbered = (chain: readonly SealedRow[]): SealedRow[] => chain.map((row, index) => ({ ...row, position: index + 1 }));

describe('the chain of the audit', () => {
  const chain = sealed(rowsOf(1, 2, 4, 3, 7));

  it('holds while nothing was touched, whatever gaps and order the ids have, and however many batches it was sealed in', () => {
    expect(check(chain)).toEqual([]);
    expect(sealed(rowsOf(4, 3, 7), OLD, sealed(rowsOf(1, 2)))).toEqual(chain);
  });

  it('names an edited row, and no other', () => {
    expect(check(replaced(chain, 2, { content: 'something else' }))).toEqual([{ kind: 'edited', row: '2' }]);
  });

  it.each([1, 4, 7])('names row %d, which is gone and left its seal', (row) => {
    expect(check(replaced(chain, row, { content: null }))).toEqual([{ kind: 'removed', row: String(row) }]);
  });

  it('names the place of rows that are gone with their seals: the first, and some in the middle', () => {
    expect(check(without(chain, 1))).toEqual([{ kind: 'gap', after: null, before: '2', rows: 1 }]);
    expect(check(without(chain, 2, 4))).toEqual([{ kind: 'gap', after: '1', before: '3', rows: 2 }]);
  });

  it('still checks the row behind a gap', () => {
    expect(check(replaced(without(chain, 2), 4, { content: 'something else' }))).toEqual([
      { kind: 'gap', after: '1', before: '4', rows: 1 },
      { kind: 'edited', row: '4' },
    ]);
  });

  it('finds a row taken out although the places behind it were counted anew', () => {
    expect(check(renumbered(without(chain, 4)))).toEqual([{ kind: 'moved', row: '3', after: '2' }]);
    expect(check(renumbered(without(chain, 1)))).toEqual([{ kind: 'moved', row: '2', after: null }]);
  });

  it('finds rows whose places were exchanged', () => {
    const [first, second, third, ...rest] = chain;
    const moved = check(renumbered([first, third, second, ...rest].filter((row) => row !== undefined)));
    expect(moved.map((finding) => [finding.kind, 'row' in finding && finding.row])).toEqual([
      ['moved', '4'],
      ['moved', '2'],
      ['moved', '3'],
    ]);
  });

  it('does not take a row for another one of the same content, nor for one of another service', () => {
    expect(check(replaced(chain, 2, { row: '5' }))).toEqual([{ kind: 'moved', row: '5', after: '1' }]);
    expect(check(chain, OLD, 'regencies').map(({ kind }) => kind)).toEqual(['edited', 'edited', 'edited', 'edited', 'edited']);
  });

  it('finds a seal that was made without the key', () => {
    const forged = sealRows('budgets', keyOf(AuditKeys.parse('a guess')), chain.at(-1), rowsOf(8));
    const rows = forged.map((seal) => ({ ...seal, key: keyOf(OLD).id, content: 'what row 8 says' }));
    expect(check([...chain, ...rows])).toEqual([{ kind: 'edited', row: '8' }]);
  });

  it('misses a row that was removed before it was sealed', () => {
    expect(check(sealed([{ row: '8', content: null }, ...rowsOf(9)], OLD, chain))).toEqual([{ kind: 'removed', row: '8' }]);
  });

  describe('after its key was changed', () => {
    const both = sealed(rowsOf(8, 9), NEW, chain);

    it('holds: old rows are checked with the old key, new ones with the new', () => {
      expect(check(both, NEW)).toEqual([]);
      expect(new Set(both.map(({ key }) => key)).size).toBe(2);
    });

    it('cannot be judged where the old key was thrown away, and says so', () => {
      const key = keyOf(OLD).id;
      expect(check(both, AuditKeys.parse('new secret'))).toEqual(chain.map(({ row }) => ({ kind: 'key-unknown', row, key })));
    });

    it('finds a row that somebody sealed with the old key', () => {
      expect(check(sealed(rowsOf(10), OLD, both), NEW)).toEqual([{ kind: 'key-outdated', row: '10', key: keyOf(OLD).id }]);
    });
  });
});

describe('the keys of the audit', () => {
  it('are named by what they are, wherever they stand', () => {
    expect(keyOf(AuditKeys.parse('old secret')).id).toBe(NEW.find(keyOf(OLD).id)?.id);
    expect(keyOf(OLD).id).toMatch(/^[0-9a-f]{16}$/);
    expect(keyOf(OLD).id).not.toBe(keyOf(NEW).id);
  });

  it('begin with the one that seals; without any there is none', () => {
    expect(keyOf(NEW).secret).toBe('new secret');
    expect(AuditKeys.parse(' , ').current).toBeUndefined();
  });
});
