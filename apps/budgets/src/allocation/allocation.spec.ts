import { SAMPLES, validateEvent } from '@komitmen/contracts';
import { businessDate, fiscalYear, governmentCode, rupiah } from '@komitmen/kernel';
import {
  dated,
  known,
  line,
  mataram,
  matching,
  newLine,
  officerOn,
  plannerOn,
  refused,
  revision,
  statedBy,
  today,
} from '../../test/builders';
import { allocate, allocationDeclaredNone, allocationRecorded, declareNone, type FundSource, revise, warningsOf } from './allocation';
import { type OpenStage, type Stage, STAGES } from './stage';

describe('recording a budget line', () => {
  it.each(STAGES)('enters at the stage that its document proves: %s', (stage) => {
    expect(line({ stage })).toMatchObject({ stage, version: 1 });
  });

  it('is what the event says', () => {
    const recorded = allocationRecorded(line());
    expect(validateEvent('budgets.allocation-recorded.v1', recorded)).toEqual([]);
    expect(Object.keys(recorded).sort()).toEqual(Object.keys(SAMPLES['budgets.allocation-recorded.v1']).sort());
    expect(recorded).toMatchObject({
      allocationId: 'line-1',
      amount: '100000000',
      knownOn: '2025-10-15',
      recordedBy: { role: 'treasury-officer' },
    });
  });

  it.each([
    ['payer', { ...known, payerKnown: false }],
    ['beneficiary', { ...known, beneficiaryKnown: false }],
  ])('refuses an unknown %s', (field, circumstances) => {
    expect(() => allocate(circumstances, newLine(), today)).toThrow(refused('unknown-government', { field, value: '52.71' }));
  });

  it.each([
    ['holdsOn', { holdsOn: businessDate('2025-10-16') }],
    ['document.date', { document: dated('2025-10-16') }],
    ['source.date', { source: statedBy('2025-10-16') }],
  ])('refuses a %s after the business date', (field, overrides) => {
    expect(() => allocate(known, newLine(overrides), today)).toThrow(refused('dated-in-the-future', { field, businessDate: '2025-10-15' }));
  });

  it('accepts what is dated today', () => {
    expect(allocate(known, newLine({ document: dated('2025-10-15'), months: 2, holdsOn: businessDate('2025-10-15') }), today).version).toBe(
      1,
    );
  });

  it('asks a planner for the source, an officer not', () => {
    expect(() => allocate(known, newLine(), plannerOn('2025-10-15'))).toThrow(refused('source-required', { field: 'source' }));
    expect(allocate(known, newLine({ source: statedBy('2025-10-15') }), plannerOn('2025-10-15')).source?.title).toBe('Suara NTB');
  });

  it('APBD-P approved 30 September, 12 months asked: at most 3', () => {
    expect(() => allocate(known, newLine({ months: 12 }), today)).toThrow(
      refused('months-beyond-year', { most: 3, firstMonth: '2025-10', lastMonth: '2025-12' }),
    );
  });
});

describe('a revised line supersedes an original one', () => {
  const original = line({ id: 'dpa', budget: 'original', document: dated('2025-01-02', 'DPA-1'), months: 12 });
  const superseding = newLine({ id: 'dppa', supersedes: 'dpa' });

  it('or is born in the revised budget', () => {
    expect(allocate({ ...known, superseded: original }, superseding, today).supersedes).toBe('dpa');
    expect(line().supersedes).toBeNull();
  });

  it.each([
    ['nothing of that id', { superseded: undefined }, {}],
    ['a line of another payer', { superseded: { ...original, payer: governmentCode('52.01') } }, {}],
    ['a line of another year', { superseded: { ...original, fiscalYear: fiscalYear(2024) } }, {}],
    ['a line of the revised budget', { superseded: line() }, {}],
    ['anything, when it is an original line itself', { superseded: original }, { budget: 'original' as const, months: 1 }],
  ])('refuses to supersede %s', (_title, circumstances, overrides) => {
    expect(() => allocate({ ...known, ...circumstances }, { ...superseding, ...overrides }, today)).toThrow(refused('cannot-supersede'));
  });

  it('refuses a second successor and a closed original', () => {
    expect(() => allocate({ ...known, superseded: original, rival: line({ id: 'other' }) }, superseding, today)).toThrow(
      refused('superseded-already', { successorId: 'other' }),
    );
    expect(() => allocate({ ...known, superseded: { ...original, stage: 'closed' } }, superseding, today)).toThrow(
      refused('allocation-closed'),
    );
  });

  it('the original takes no more revisions once the DPPA stands; while it is drafted, it does', () => {
    const command = revision({ amount: rupiah(1) });
    expect(() => revise(original, line({ id: 'dppa' }), command, today)).toThrow(refused('allocation-superseded', { successorId: 'dppa' }));
    expect(revise(original, line({ id: 'dppa', stage: 'enacted' }), command, today)?.amount).toBe(1n);
  });
});

describe('a later move skips no stage', () => {
  const moves = STAGES.flatMap((from) => STAGES.map((to): [Stage, Stage] => [from, to])).filter(([from]) => from !== 'closed') as [
    OpenStage,
    Stage,
  ][];
  const allowed = new Set([
    'proposed drafted',
    'drafted enacted',
    'enacted executable',
    'executable closed',
    ...STAGES.map((s) => `${s} ${s}`),
  ]);

  it.each(moves)('%s to %s', (from, to) => {
    const act = () => revise(line({ stage: from }), undefined, revision({ stage: to, months: 2 }), today);
    if (allowed.has(`${from} ${to}`)) expect(act()).toMatchObject({ stage: to, version: 2 });
    else expect(act).toThrow(refused(STAGES.indexOf(to) < STAGES.indexOf(from) ? 'stage-passed' : 'stage-skipped', { from, to }));
  });

  it('says which stage comes next', () => {
    expect(() => revise(line({ stage: 'proposed' }), undefined, revision({ stage: 'executable' }), today)).toThrow(
      matching({ kind: 'conflict', code: 'stage-skipped', message: expect.stringContaining('berikutnya "rancangan (RAPBD)"') }),
    );
  });

  it.each(STAGES)('a closed line cannot be revised, not even to %s', (stage) => {
    expect(() => revise(line({ stage: 'closed' }), undefined, revision({ stage }), today)).toThrow(refused('allocation-closed'));
  });
});

describe('revising a budget line', () => {
  it('changes what is stated and keeps the rest', () => {
    const before = line({ group: 'nelayan', accountCode: '5.1.02.02.02.0006' });
    expect(revise(before, undefined, revision({ amount: rupiah(50_000_000), group: null }), today)).toMatchObject({
      version: 2,
      amount: 50_000_000n,
      group: null,
      accountCode: '5.1.02.02.02.0006',
      months: 3,
      document: { number: '900/46' },
    });
  });

  it('said already, it changes nothing', () => {
    const before = line();
    expect(
      revise(before, undefined, { document: before.document, source: null, holdsOn: before.holdsOn, amount: before.amount }, today),
    ).toBeUndefined();
  });

  it.each([
    ['months stated anew', { months: 3 }, 'months-beyond-year'],
    ['another stage', { stage: 'executable' as const }, 'months-beyond-year'],
  ])('holds the months against the new document: %s', (_title, stated, code) => {
    expect(() => revise(line({ stage: 'enacted' }), undefined, revision(stated), today)).toThrow(
      refused(code, { most: 2, lastMonth: '2025-12' }),
    );
  });

  it('leaves months alone when only the amount changes or the line is closed', () => {
    expect(revise(line(), undefined, revision({ amount: rupiah(1) }), today)?.months).toBe(3);
    expect(
      revise(
        line(),
        undefined,
        revision({ stage: 'closed', document: dated('2025-12-31'), holdsOn: businessDate('2025-12-31') }),
        officerOn('2025-12-31'),
      )?.stage,
    ).toBe('closed');
  });

  it('a planner revises what planners recorded, never what the payer’s officer did', () => {
    const planner = plannerOn('2025-10-15');
    const stated = allocate(known, newLine({ source: statedBy('2025-10-15') }), planner);
    const command = revision({ source: statedBy('2025-10-15'), amount: rupiah(2) });
    expect(revise(stated, undefined, command, planner)?.amount).toBe(2n);
    expect(() => revise(line(), undefined, command, planner)).toThrow(matching({ kind: 'forbidden', code: 'recorded-by-payer' }));
    expect(revise(stated, undefined, revision({ amount: rupiah(3) }), today)?.source).toBeNull();
  });
});

describe('R5: a DBHCHT line needs an eligible group or a legal basis, else a warning', () => {
  const codes = (fundSource: FundSource, group: string | null, legalBasis: string | null) =>
    warningsOf(line({ fundSource, group, legalBasis }), rupiah(0)).map(({ code }) => code);

  it.each<[FundSource, string | null, string | null, string[]]>([
    ['DBHCHT', null, null, ['tobacco-excise-needs-basis']],
    ['DBHCHT', 'nelayan', null, ['tobacco-excise-needs-basis']],
    ['DBHCHT', 'buruh tani tembakau', null, []],
    ['DBHCHT', 'Pekerja pabrik rokok', null, []],
    ['DBHCHT', 'nelayan', 'Perkada 12/2025', []],
    ['DBHCHT', null, 'PMK 72/2024', []],
    ['PAD', null, null, []],
    ['DBH', 'nelayan', null, []],
  ])('%s for %s on %s: %j', (fundSource, group, basis, expected) => {
    expect(codes(fundSource, group, basis)).toEqual(expected);
  });
});

it('R3: a line below what is disbursed is recorded, with a warning', () => {
  expect(warningsOf(line(), rupiah(100_000_000))).toEqual([]);
  expect(warningsOf(line(), rupiah(100_000_001))).toEqual([expect.objectContaining({ code: 'below-disbursed' })]);
});

describe('declaring that there is no allocation', () => {
  const declaration = {
    id: 'none-1',
    payer: mataram,
    fiscalYear: fiscalYear(2025),
    source: statedBy('2025-10-14'),
    holdsOn: businessDate('2025-10-14'),
  };

  it('is a statement with a source, not an amount', () => {
    const event = allocationDeclaredNone(declareNone({ payerKnown: true, standing: undefined }, declaration, today));
    expect(validateEvent('budgets.allocation-declared-none.v1', event)).toEqual([]);
    expect(event).toMatchObject({ declarationId: 'none-1', payer: '52.71', source: { title: 'Suara NTB' } });
  });

  it('contradicts a recorded line, an unknown payer and tomorrow', () => {
    expect(() => declareNone({ payerKnown: true, standing: line() }, declaration, today)).toThrow(
      refused('allocation-stands', { allocationId: 'line-1' }),
    );
    expect(() => declareNone({ payerKnown: false, standing: undefined }, declaration, today)).toThrow(refused('unknown-government'));
    expect(() =>
      declareNone({ payerKnown: true, standing: undefined }, { ...declaration, holdsOn: businessDate('2025-10-16') }, today),
    ).toThrow(refused('dated-in-the-future'));
  });
});
