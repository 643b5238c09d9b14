import { DomainError, type FiscalYear, type GovernmentCode, type Month } from '@komitmen/kernel';
import fc from 'fast-check';
import { on, recordedOn } from './commitment.fixture';
import {
  type Circumstances,
  type Commitment,
  confirm,
  declareNone,
  makePledged,
  type NewPledge,
  type Pledge,
  pledge,
  withdraw,
} from './commitment';

const today = recordedOn('2025-07-15');
const nothingStands: Circumstances = { governmentKnown: true, standing: undefined };
const source = { title: 'Berita acara rakor', publisher: null, date: on('2025-07-14'), reference: null };
const promise: Pledge = { persons: 2000, firstMonth: '2025-08' as Month, months: 5, segment: 'BPU', legalBasis: 'Inpres 8/2025', source };
const mataram = { id: 'c-1', government: '52.71' as GovernmentCode, fiscalYear: 2025 as FiscalYear, holdsOn: on('2025-07-14') };
const command = (changes: Partial<Pledge> = {}, rest: Partial<NewPledge> = {}): NewPledge => ({
  ...mataram,
  pledged: true,
  pledge: { ...promise, ...changes },
  ...rest,
});

const pledged = pledge(nothingStands, command(), today);
const draft = pledge(nothingStands, command({}, { pledged: false }), today);
const none = declareNone(nothingStands, { ...mataram, source }, today);
const document = { number: '900/12/2025', date: on('2025-07-15') };
const confirmed = confirm(pledged, { document, holdsOn: on('2025-07-15') }, today);
const standing = (commitment: Commitment): Circumstances => {
  if (commitment.status === 'withdrawn') throw new Error('a withdrawn commitment does not stand');
  return { governmentKnown: true, standing: commitment };
};

function refusal(decide: () => unknown): { kind: string; code: string } {
  try {
    decide();
  } catch (error) {
    if (error instanceof DomainError) return { kind: error.kind, code: error.code };
    throw error;
  }
  return { kind: 'accepted', code: 'accepted' };
}

describe('a pledge', () => {
  it('stands from its first recording, as a pledge or as a draft', () => {
    expect(pledged).toEqual({ ...mataram, status: 'pledged', version: 1, pledge: promise, recording: today });
    expect(draft.status).toBe('draft');
  });

  it.each<[string, Partial<Pledge>, string]>([
    ['nobody', { persons: 0 }, 'persons-not-positive'],
    ['fewer than nobody', { persons: -1 }, 'persons-not-positive'],
    ['half a person', { persons: 1.5 }, 'persons-not-positive'],
    ['no month', { months: 0 }, 'months-out-of-range'],
    ['thirteen months', { months: 13, firstMonth: null }, 'months-out-of-range'],
    ['a first month before the fiscal year', { firstMonth: '2024-12' as Month }, 'first-month-outside-year'],
    ['a first month after the fiscal year', { firstMonth: '2026-01' as Month }, 'first-month-outside-year'],
    ['six months from August', { months: 6 }, 'months-beyond-year'],
    ['two months from December', { months: 2, firstMonth: '2025-12' as Month }, 'months-beyond-year'],
  ])('for %s is refused by what the body alone shows', (_, changes, code) => {
    expect(refusal(() => pledge(nothingStands, command(changes), today))).toEqual({ kind: 'invalid', code });
  });

  it.each<[string, Partial<Pledge>]>([
    ['twelve months from January', { months: 12, firstMonth: '2025-01' as Month }],
    ['one month in December', { months: 1, firstMonth: '2025-12' as Month }],
    ['twelve months without a first one', { months: 12, firstMonth: null }],
  ])('for %s is accepted', (_, changes) => {
    expect(pledge(nothingStands, command(changes), today).pledge).toMatchObject(changes);
  });

  it('never reaches beyond its fiscal year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: -1, max: 14 }), (first, months) => {
        const firstMonth = `2025-${String(first).padStart(2, '0')}` as Month;
        const accepted = refusal(() => pledge(nothingStands, command({ firstMonth, months }), today)).code === 'accepted';
        expect(accepted).toBe(months >= 1 && first + months - 1 <= 12);
      }),
    );
  });

  it('of a government outside the reference data is refused', () => {
    expect(refusal(() => pledge({ governmentKnown: false, standing: undefined }, command(), today))).toEqual({
      kind: 'unprocessable',
      code: 'unknown-government',
    });
  });

  it.each([
    ['holds tomorrow', command({}, { holdsOn: on('2025-07-16') })],
    ['cites tomorrow’s source', command({ source: { ...source, date: on('2025-07-16') } })],
  ])('that %s is refused', (_, tomorrow) => {
    expect(refusal(() => pledge(nothingStands, tomorrow, today))).toEqual({ kind: 'unprocessable', code: 'dated-in-the-future' });
  });

  it('may cite a source whose day of publication is not known', () => {
    expect(pledge(nothingStands, command({ source: { ...source, date: null } }), today).status).toBe('pledged');
  });
});

describe('one standing commitment per government and year', () => {
  it.each<[string, Commitment, string]>([
    ['a draft', draft, 'commitment-stands'],
    ['a pledge', pledged, 'commitment-stands'],
    ['a confirmed commitment', confirmed, 'commitment-stands'],
    ['a declaration of none', none, 'declared-none-stands'],
  ])('%s refuses a new pledge and a declaration of none', (_, commitment, code) => {
    expect(refusal(() => pledge(standing(commitment), command(), today))).toEqual({ kind: 'conflict', code });
    expect(refusal(() => declareNone(standing(commitment), { ...mataram, source }, today))).toEqual({ kind: 'conflict', code });
  });
});

describe('a declaration of none', () => {
  it('is a statement with a source, not an amount of zero', () => {
    expect(none).toEqual({ ...mataram, status: 'declared-none', version: 1, source, recording: today });
  });

  it('cannot be confirmed', () => {
    expect(refusal(() => confirm(none, { document: null, holdsOn: on('2025-07-15') }, today))).toEqual({
      kind: 'conflict',
      code: 'commitment-not-pledged',
    });
  });
});

describe('the life cycle', () => {
  const withdrawn = withdraw(confirmed, { reason: 'Diganti', holdsOn: on('2025-07-15') }, today);

  it('goes from draft to pledge to confirmed to withdrawn, one version each', () => {
    const promised = makePledged(draft, on('2025-07-15'), today);
    expect(promised).toMatchObject({ status: 'pledged', version: 2, pledge: promise });
    expect(confirmed).toMatchObject({ status: 'confirmed', version: 2, pledge: promise, document });
    expect(withdrawn).toMatchObject({ status: 'withdrawn', version: 3, reason: 'Diganti', was: promise });
  });

  it.each<[string, Commitment]>([
    ['a draft', draft],
    ['a confirmed commitment', confirmed],
    ...(withdrawn ? [['a withdrawn one', withdrawn] satisfies [string, Commitment]] : []),
  ])('refuses to confirm %s', (_, commitment) => {
    expect(refusal(() => confirm(commitment, { document: null, holdsOn: on('2025-07-15') }, today))).toEqual({
      kind: 'conflict',
      code: 'commitment-not-pledged',
    });
  });

  it('refuses to pledge what is confirmed, and changes nothing on what is pledged', () => {
    expect(refusal(() => makePledged(confirmed, on('2025-07-15'), today)).code).toBe('commitment-not-draft');
    expect(makePledged(pledged, on('2025-07-15'), today)).toBeUndefined();
  });

  it.each<[string, Commitment]>([
    ['a draft', draft],
    ['a pledge', pledged],
    ['a confirmed commitment', confirmed],
    ['a declaration of none', none],
  ])('withdraws %s, once', (_, commitment) => {
    const gone = withdraw(commitment, { reason: 'Keliru catat', holdsOn: on('2025-07-15') }, today);
    expect(gone).toMatchObject({ status: 'withdrawn', version: commitment.version + 1 });
    if (gone) expect(withdraw(gone, { reason: 'Sekali lagi', holdsOn: on('2025-07-15') }, today)).toBeUndefined();
  });

  it.each([
    ['before the pledge itself', { holdsOn: on('2025-07-13'), document: null }, 'dated-before-commitment'],
    ['tomorrow', { holdsOn: on('2025-07-16'), document: null }, 'dated-in-the-future'],
    ['with tomorrow’s document', { holdsOn: on('2025-07-15'), document: { number: '1', date: on('2025-07-16') } }, 'dated-in-the-future'],
  ])('refuses a confirmation dated %s', (_, confirmation, code) => {
    expect(refusal(() => confirm(pledged, confirmation, today))).toEqual({ kind: 'unprocessable', code });
  });
});
