import { headcount, assertedZero, day, ownOfficer, parameter, stated } from '../../test/builders';
import { linkOf, MATARAM_STATEMENT, NTB_FACTS, ntbList } from '../../test/ntb';

const flagsOf = (list: ReturnType<typeof ntbList>) => list.rows.flatMap((row) => row.flags);

describe('Nusa Tenggara Barat on 15 July 2025', () => {
  const list = ntbList(day('2025-07-15'));

  it('has exactly two flags: Kota Mataram asserted zero, Kabupaten Lombok Barat without data', () => {
    expect(flagsOf(list).map(({ id, link, since, clearedOn }) => ({ id, link, since, clearedOn }))).toEqual([
      { id: '52.01-2025-no-data-2025-07-15', link: 'protection', since: '2025-07-15', clearedOn: null },
      { id: '52.71-2025-zero-coverage-2025-07-14', link: 'protection', since: '2025-07-14', clearedOn: null },
    ]);
  });

  it('gives the source’s words as the evidence of Mataram’s flag', () => {
    const flag = flagsOf(list).find(({ government }) => government === '52.71');
    expect(flag?.evidence).toEqual([
      {
        statement: MATARAM_STATEMENT,
        source: { title: 'Suara NTB, 14 Juli 2025', publisher: 'Suara NTB', date: '2025-07-14', reference: null },
      },
    ]);
  });

  it('keeps Mataram’s zero asserted and Lombok Barat unknown', () => {
    expect(linkOf(list, '52.71', 'protection')).toMatchObject({ state: 'asserted-zero', value: '0', qualifier: 'exact' });
    expect(linkOf(list, '52.01', 'protection')).toMatchObject({ state: 'unknown', value: null });
  });

  it('sums the regencies to ± 42.950 with 9 of 10 known, Mataram’s zero among them', () => {
    expect(list.totals.protection).toMatchObject({ value: '42950', qualifier: 'about', known: { parts: 9, of: 10 }, missing: ['52.01'] });
    expect(list.all.protection).toMatchObject({ value: '55950', qualifier: 'about', known: { parts: 10, of: 11 } });
  });

  it('reconciles with the stated total and leaves ± 1.050 unexplained in a field of its own', () => {
    expect(list.reconciliation).toMatchObject({
      regencies: { value: '42950', known: { parts: 9, of: 10 } },
      province: { value: '13000', qualifier: 'rounded' },
      together: { value: '55950', qualifier: 'about' },
      stated: { state: 'stated', value: '57000', qualifier: 'about', statement: 'sekitar 57.000' },
      unexplained: { state: 'computed', value: '1050', qualifier: 'about', rule: 'difference', missing: ['52.01'] },
    });
  });

  it('computes no coverage without eligible workers, and never from the poor', () => {
    for (const row of list.rows) expect(row.coverage).toMatchObject({ state: 'not-computable', value: null });
    expect(JSON.stringify(list.rows)).not.toContain('698000');
    expect(list.context.map(({ label, value }) => [label, value])).toEqual([['poor', '698000']]);
  });

  it('leaves the other links unknown, not failed, and no row looks as if it were on track', () => {
    expect(list.chain.map(({ link, known, unknown, flagged, of }) => [link, known, unknown, flagged, of])).toEqual([
      ['commitment', 0, 11, 0, 11],
      ['allocation', 0, 11, 0, 11],
      ['disbursement', 0, 11, 0, 11],
      ['receipt', 0, 11, 0, 11],
      ['protection', 10, 1, 2, 11],
    ]);
    expect(list.rows.some((row) => row.evaluated)).toBe(false);
  });

  it('puts the province’s own row last', () => {
    expect(list.rows.map(({ government }) => government.code)).toEqual([
      '52.01',
      '52.02',
      '52.03',
      '52.04',
      '52.05',
      '52.06',
      '52.07',
      '52.08',
      '52.71',
      '52.72',
      '52',
    ]);
  });
});

describe('Nusa Tenggara Barat on other days', () => {
  it('knew no headcount of anybody on 13 July', () => {
    const list = ntbList(day('2025-07-13'));
    expect(list.rows.map((row) => row.links.protection.state)).toEqual(Array.from({ length: 11 }, () => 'unknown'));
    expect(list.totals.protection).toMatchObject({ state: 'unknown', value: null, known: { parts: 0, of: 10 } });
    expect(list.reconciliation?.unexplained).toBeNull();
    expect(flagsOf(list)).toEqual([]);
  });

  it('flagged only Mataram on 14 July, the due date itself', () => {
    expect(flagsOf(ntbList(day('2025-07-14'))).map(({ id }) => id)).toEqual(['52.71-2025-zero-coverage-2025-07-14']);
  });

  it('judges nobody late while no due date is set', () => {
    expect(flagsOf(ntbList(day('2025-07-15'), NTB_FACTS, [])).map(({ rule }) => rule)).toEqual(['zero-coverage']);
  });

  it('clears Mataram’s flag by the report of 30 October', () => {
    const later = headcount('52.71', 1_984, { holdsOn: '2025-10-30', knownOn: '2025-10-30' });
    const list = ntbList(day('2025-10-30'), [...NTB_FACTS, later]);
    expect(flagsOf(list).map(({ government }) => government)).toEqual(['52.01']);
    expect(linkOf(list, '52.71', 'protection')).toMatchObject({ value: '1984', earlier: [{ state: 'asserted-zero' }] });
    expect(list.totals.protection).toMatchObject({ value: '44934', known: { parts: 9, of: 10 } });
    expect(list.reconciliation?.unexplained).toMatchObject({ value: '-934', missing: ['52.01', 'dates-differ'] });
  });

  it('starts a flag on the day its parameter became known, not before', () => {
    const list = ntbList(day('2025-07-21'), NTB_FACTS, [parameter('no-data', '2025-07-14', '2025-07-20')]);
    expect(flagsOf(list).find(({ rule }) => rule === 'no-data')?.since).toBe('2025-07-20');
  });
});

describe('whose word is taken', () => {
  const holdsOn = '2025-07-10';
  it.each([
    ['the later day', headcount('52.71', 500, { holdsOn: '2025-07-12' }), '500'],
    ['the payer’s own officer on the same day', headcount('52.71', 600, { holdsOn, ...ownOfficer('52.71') }), '600'],
    ['the later recording on the same day', headcount('52.71', 700, { holdsOn, knownOn: '2025-07-15' }), '700'],
  ])('%s', (_title, other, expected) => {
    const list = ntbList(day('2025-07-15'), [...NTB_FACTS, other]);
    expect(linkOf(list, '52.71', 'protection').value).toBe(expected);
  });

  it('shows another source of the same day as disputed, and keeps the flag with the reply beside it', () => {
    const zero = assertedZero('52.71', { holdsOn, knownOn: '2025-07-15', ...ownOfficer('52.71'), statement: 'belum ada peserta' });
    const press = headcount('52.71', 90, { holdsOn, statement: 'sudah 90 peserta' });
    const list = ntbList(day('2025-07-15'), [zero, press]);
    expect(linkOf(list, '52.71', 'protection')).toMatchObject({ state: 'asserted-zero', disputed: [{ value: '90' }] });
    expect(
      flagsOf(list)
        .find(({ government }) => government === '52.71')
        ?.evidence.map(({ statement }) => statement),
    ).toEqual(['belum ada peserta', 'sudah 90 peserta']);
  });

  it('takes the stated total with the later day', () => {
    const later = stated('52', 'protection-total', '57196', { holdsOn: '2025-09-04', knownOn: '2025-09-04', text: '57.196' });
    const { reconciliation } = ntbList(day('2025-09-04'), [...NTB_FACTS, later]);
    expect(reconciliation?.stated).toMatchObject({ value: '57196', earlier: [{ value: '57000' }] });
    expect(reconciliation?.unexplained?.value).toBe('1246');
  });
});
