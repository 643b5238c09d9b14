import { validateEvent } from '@komitmen/contracts';
import { weakest } from '@komitmen/kernel';
import type { Entry, FigureBody, HeadcountBody } from './entry';
import { LATER_REPORTS } from './later-reports';
import { STEPS } from './load-demonstration';
import { OFFICIALS } from './officials';
import { REGIONS } from './regions';
import { HEADCOUNTS, JULY_14_2025 } from './suara-ntb';

const headcounts = HEADCOUNTS.flatMap((entry) => (entry.to === 'headcounts' ? [entry.body] : []));
const regencies = headcounts.filter(({ payer }) => payer !== '52');
const sum = (bodies: readonly HeadcountBody[]): number => bodies.reduce((total, { persons }) => total + persons, 0);
const allEntries: readonly Entry[] = [...STEPS, ...LATER_REPORTS].flatMap(({ entries }) => entries);
const stated = (entries: readonly Entry[], measure: string): FigureBody[] =>
  entries.flatMap((entry) => (entry.to === 'figures' && entry.body.measure === measure ? [entry.body] : []));

describe('the headcounts of 14 July 2025', () => {
  it.each([
    ['52', 13_000, 'rounded'],
    ['52.03', 17_000, 'rounded'],
    ['52.02', 12_000, 'rounded'],
    ['52.04', 5_700, 'rounded'],
    ['52.05', 3_200, 'about'],
    ['52.72', 2_000, 'rounded'],
    ['52.06', 1_000, 'rounded'],
    ['52.07', 1_000, 'rounded'],
    ['52.08', 1_050, 'rounded'],
    ['52.71', 0, 'exact'],
  ])('%s covers %i, %s', (payer, persons, qualifier) => {
    expect(headcounts.filter((body) => body.payer === payer)).toEqual([
      expect.objectContaining({ persons, qualifier, holdsOn: '2025-07-10' }),
    ]);
  });

  it('sum to 42.950 of nine regencies, 13.000 of the province, 55.950 together, 1.050 short of the stated total', () => {
    expect(regencies).toHaveLength(9);
    expect(sum(regencies)).toBe(42_950);
    expect(sum(headcounts) - sum(regencies)).toBe(13_000);
    expect(sum(headcounts)).toBe(55_950);
    const [total] = stated(JULY_14_2025, 'protection-total');
    expect(Number(total?.value) - sum(headcounts)).toBe(1_050);
    expect(weakest(headcounts.map(({ qualifier }) => qualifier))).toBe('about');
  });

  it('leave Lombok Barat unknown and assert Mataram’s zero in the source’s words', () => {
    expect(headcounts.some(({ payer }) => payer === '52.01')).toBe(false);
    expect(headcounts.find(({ payer }) => payer === '52.71')).toMatchObject({
      kind: 'asserted-zero',
      statement: 'belum menanggung satu pun peserta, padahal potensi pekerja rentan di ibukota provinsi sangat besar',
    });
  });

  it('all cite Suara NTB of 14 July', () => {
    expect(new Set(headcounts.map(({ source }) => `${source.title} ${String(source.date)}`))).toEqual(new Set(['Suara NTB 2025-07-14']));
  });
});

describe('the stated total', () => {
  it('is about 57.000 of 698.000, and no coverage is computed from the sum', () => {
    expect(stated(JULY_14_2025, 'protection-total')).toEqual([
      expect.objectContaining({
        subject: '52',
        value: '57000',
        denominator: '698000',
        qualifier: 'about',
        precision: '1000',
        definition: 'penduduk miskin menurut Disnakertrans NTB',
        text: 'sekitar 57.000 ... 8 persen',
      }),
    ]);
    expect(((57_000 / 698_000) * 100).toFixed(2)).toBe('8.17');
  });
});

describe('the regions', () => {
  it('are the ten and the province, whose own rows are totals except its excise share', () => {
    const ten = REGIONS.filter(({ code }) => code !== '52');
    const province = REGIONS.find(({ code }) => code === '52');
    expect(ten).toHaveLength(10);
    expect(ten.reduce((total, { population }) => total + population, 0)).toBe(province?.population);
    expect(ten.reduce((total, { poor }) => total + poor.value, 0)).toBe(707_640);
    expect(ten.reduce((total, { tobaccoExcise }) => total + tobaccoExcise, 0)).toBe(347_310_000_000);
    expect(province).toMatchObject({ poor: { value: 709_010 }, tobaccoExcise: 126_290_000_000 });
  });
});

describe('every entry', () => {
  it('is known no earlier than it is true and printed', () => {
    for (const { date, entries } of [...STEPS, ...LATER_REPORTS])
      for (const { body } of entries) {
        expect(body.holdsOn <= date).toBe(true);
        expect((body.source.date ?? '') <= date).toBe(true);
      }
  });

  it('stands once', () => {
    expect(new Set(allEntries.map((entry) => JSON.stringify(entry))).size).toBe(allEntries.length);
  });

  it('holds no rupiah of allocation and no commitment at the start', () => {
    const atStart = STEPS.flatMap(({ entries }) => entries).flatMap((entry) => (entry.to === 'figures' ? [entry.body.measure] : []));
    expect(atStart.filter((measure) => /^(commitment|allocation|disbursement|receipt)-/.test(measure))).toEqual([]);
    expect(atStart).not.toContain('eligible-workers');
  });

  it('fits the contract of the event that will tell of it', () => {
    const recorded = {
      knownOn: '2025-07-15',
      recordedAt: '2025-07-15T01:00:00.000Z',
      recordedBy: { accountId: 'a', role: 'planner', government: '52' },
    };
    for (const entry of allEntries)
      if (entry.to === 'figures')
        expect(validateEvent('regencies.figure-stated.v1', { figureId: 'f', ...entry.body, ...recorded })).toEqual([]);
  });
});

describe('the later reports', () => {
  it('are in the order of their dates and give Mataram its people on 30 October', () => {
    const dates = LATER_REPORTS.map(({ date }) => date);
    expect(dates).toEqual([...dates].sort());
    const october = LATER_REPORTS.find(({ date }) => date === '2025-10-30');
    expect(october?.entries).toContainEqual({
      to: 'headcounts',
      body: expect.objectContaining({ payer: '52.71', persons: 1_984, qualifier: 'exact', kind: 'count' }) as unknown,
    });
  });
});

describe('the officials', () => {
  it('are three posts of each government, with addresses that lead nowhere', () => {
    expect(OFFICIALS).toHaveLength(33);
    expect(OFFICIALS.every(({ email }) => email.endsWith('.example'))).toBe(true);
    for (const official of OFFICIALS) expect(validateEvent('regencies.official-registered.v1', official)).toEqual([]);
  });
});
