import fc from 'fast-check';
import { addDays, type BusinessDate, type Month, monthsFrom } from '@komitmen/kernel';
import type { Fact } from '../src/facts/fact';
import type { RuleParameter } from '../src/rules/rule-book';
import { assertedZero, code, day, fact, headcount, nothingToReport, ownOfficer, stated } from './builders';

const START = day('2024-11-01');
/** Days over a year and three months, so that both budget deadlines and the turn of the year lie inside. */
export const LAST_DAY = addDays(START, 460);
const dayWithin: fc.Arbitrary<BusinessDate> = fc.integer({ min: 0, max: 460 }).map((offset) => addDays(START, offset));
const recordedOn = fc
  .tuple(dayWithin, fc.integer({ min: 0, max: 20 }))
  .map(([knownOn, before]) => ({ knownOn, holdsOn: addDays(knownOn, -before) }));
const id = fc.uuid();
const GOVERNMENT = code('52.71');
const MONTHS = monthsFrom('2025-01' as Month, '2025-12' as Month);
const months = fc
  .tuple(fc.integer({ min: 0, max: 11 }), fc.integer({ min: 1, max: 6 }))
  .map(([first, count]) => MONTHS.slice(first, first + count));
const aggregate = fc.constantFrom('a1', 'a2', 'a3');
const version = fc.integer({ min: 1, max: 4 });
const amount = fc.constantFrom('1680000', '16800000', '100000000');

const reports = fc
  .tuple(id, recordedOn, fc.integer({ min: 0, max: 3000 }), fc.constantFrom(null, 'BPU', 'PU'), fc.option(months), fc.boolean())
  .map(([eventId, when, persons, segment, paid, own]) =>
    withId(headcount(GOVERNMENT, persons, { ...when, segment, months: paid, ...(own ? ownOfficer(GOVERNMENT) : {}) }), eventId),
  );
const others = fc
  .tuple(id, recordedOn, fc.constantFrom('zero', 'nothing', 'eligible', 'eligible-zero', 'target'), fc.boolean())
  .map(([eventId, when, kind, sliced]) => {
    switch (kind) {
      case 'zero':
        return withId(assertedZero(GOVERNMENT, { ...when, segment: sliced ? 'PU' : null }), eventId);
      case 'nothing':
        return withId(nothingToReport(GOVERNMENT, when), eventId);
      case 'target':
        return fact('regencies.target-set.v1', { government: GOVERNMENT, share: '62.22', denominator: 'pekerja', ...when }, eventId);
      case 'eligible':
      case 'eligible-zero':
        return withId(
          stated(GOVERNMENT, 'eligible-workers', kind === 'eligible' ? '3000' : '0', { definition: 'pekerja', ...when }),
          eventId,
        );
    }
  });
const commitments = fc
  .tuple(
    id,
    recordedOn,
    aggregate,
    version,
    fc.constantFrom('pledged', 'confirmed', 'withdrawn', 'declared-none'),
    fc.option(fc.constantFrom(...MONTHS)),
  )
  .map(([eventId, when, commitmentId, v, kind, firstMonth]) =>
    fact(
      `regencies.commitment-${kind as 'pledged'}.v1`,
      { government: GOVERNMENT, commitmentId, version: v, firstMonth, ...when },
      eventId,
    ),
  );
const allocations = fc
  .tuple(
    id,
    recordedOn,
    aggregate,
    version,
    fc.constantFrom('proposed', 'enacted', 'executable', 'closed'),
    amount,
    fc.option(fc.constantFrom('a1', 'a2')),
  )
  .map(([eventId, when, allocationId, v, stage, rupiah, supersedes]) =>
    fact(
      'budgets.allocation-recorded.v1',
      { payer: GOVERNMENT, allocationId, version: v, stage, amount: rupiah, supersedes, segment: 'BPU', months: 3, ...when },
      eventId,
    ),
  );
const declarations = fc
  .tuple(id, recordedOn)
  .map(([eventId, when]) => fact('budgets.allocation-declared-none.v1', { payer: GOVERNMENT, ...when }, eventId));
const payments = fc
  .tuple(
    id,
    recordedOn,
    fc.constantFrom('d1', 'd2'),
    version,
    aggregate,
    amount,
    months,
    fc.constantFrom('recorded', 'acknowledged', 'rejected', 'refunded'),
  )
  .map(([eventId, when, disbursementId, v, allocationId, rupiah, paidMonths, kind]) =>
    fact(
      `budgets.disbursement-${kind as 'recorded'}.v1`,
      { payer: GOVERNMENT, disbursementId, version: v, allocationId, amount: rupiah, paidMonths, segment: 'BPU', ...when },
      eventId,
    ),
  );

const withId = (known: Fact, eventId: string): Fact => ({ ...known, eventId });

export const arbitraryFacts: fc.Arbitrary<Fact[]> = fc.array(fc.oneof(reports, others, commitments, allocations, declarations, payments), {
  maxLength: 14,
});

const setting = (rule: RuleParameter['rule'], value: fc.Arbitrary<string | null>): fc.Arbitrary<RuleParameter> =>
  fc.tuple(value, dayWithin, fc.integer({ min: 2, max: 5 })).map(([parameter, knownOn, v]) => ({ rule, parameter, knownOn, version: v }));
export const arbitraryParameters: fc.Arbitrary<RuleParameter[]> = fc.uniqueArray(
  fc.oneof(
    setting('no-data', fc.option(dayWithin)),
    setting('no-commitment', fc.option(dayWithin)),
    setting('no-allocation', fc.constantFrom('11-30,09-30', '12-15,08-31')),
    setting('no-disbursement', fc.option(fc.integer({ min: 1, max: 60 }).map(String))),
    setting('coverage-ends', fc.option(fc.integer({ min: 0, max: 3 }).map(String))),
    setting('below-target', fc.option(fc.constantFrom(...MONTHS))),
  ),
  { maxLength: 6, selector: ({ rule, version: v }) => `${rule} ${v}` },
);

export const everyDay = (first: BusinessDate, last: BusinessDate): BusinessDate[] => {
  const days: BusinessDate[] = [];
  for (let date = first; date <= last; date = addDays(date, 1)) days.push(date);
  return days;
};
