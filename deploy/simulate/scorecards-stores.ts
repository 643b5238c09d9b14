import type { GovernmentRegistered } from '@komitmen/contracts';
import { type BusinessDate, fiscalYearOf } from '@komitmen/kernel';
import type { UnitOfWork } from '@komitmen/messaging';
import type { Fact } from '../../apps/scorecards/src/facts/fact';
import type { FactStore, ScorecardKey } from '../../apps/scorecards/src/facts/fact.store';
import { type BusinessDayStore, type DayMark, FORERUNNERS } from '../../apps/scorecards/src/projection/business-day.store';
import { EvaluationService } from '../../apps/scorecards/src/projection/evaluation.service';
import { FactsConsumer } from '../../apps/scorecards/src/projection/facts.consumer';
import type { GovernmentStore } from '../../apps/scorecards/src/projection/government.store';
import { ProjectionService } from '../../apps/scorecards/src/projection/projection.service';
import type { ScorecardKeyStore } from '../../apps/scorecards/src/projection/scorecard-key.store';
import type { RuleParameterStore } from '../../apps/scorecards/src/rule-parameter/rule-parameter.store';
import type { EvaluatedScorecard, ScorecardStore, StoredScorecard } from '../../apps/scorecards/src/scorecard/scorecard.store';
import { type Database, Table, Transaction } from './database';
import { addHandlers, type Service } from './service';

const LOCKS = new Table<never>('province_locks');
const FACTS = new Table<Fact>('facts');
const GOVERNMENTS = new Table<GovernmentRegistered>('governments');
const MARKS = new Table<DayMark>('day_marks');
const SCORECARDS = new Table<EvaluatedScorecard>('scorecards');
/** All flags of a scorecard, under its id. */
const FLAGS = new Table<FlagsRow>('flags');

export interface FlagsRow extends ScorecardKey {
  flags: EvaluatedScorecard['flags'];
}

const idOf = ({ government, fiscalYear }: ScorecardKey): string => `${government}/${fiscalYear}`;
const startsWith = (prefix: string) => (fact: Fact) => fact.government.startsWith(prefix);

/** The statements of the read model's stores that the projection uses, on the simulated database. One generation, the first, lives. */
export class SimulatedReadModel {
  readonly days: Pick<BusinessDayStore, 'lock' | 'mark' | 'due' | 'reached' | 'provinces'>;
  readonly facts: Pick<FactStore, 'add' | 'ofScorecards'>;
  readonly keys: Pick<ScorecardKeyStore, 'ofProvince' | 'yearsOf'>;
  readonly governments: Pick<GovernmentStore, 'save' | 'codesOf'>;
  readonly scorecards: Pick<ScorecardStore, 'find' | 'yearsOf' | 'save' | 'saveFlags'>;
  readonly parameters: Pick<RuleParameterStore, 'find'> = { find: () => Promise.resolve([]) };

  constructor(unitOfWork: UnitOfWork) {
    const statement = <T>(what: string, work: (transaction: Transaction) => T | Promise<T>): Promise<T> =>
      Transaction.of(unitOfWork.transaction()).statement(what, work);
    const inOrder = async <T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> => {
      for (const item of items) await work(item);
    };
    this.days = {
      lock: (provinces) => statement('days.lock', (tx) => inOrder([...provinces].sort(), (province) => tx.lock(LOCKS, province))),
      mark: (_generation, marks) =>
        statement('days.mark', (tx) => inOrder(marks, (mark) => tx.putNew(MARKS, `${mark.province}/${mark.date}/${mark.service}`, mark))),
      due: (_generation, province) => statement('days.due', (tx) => dueOf(tx.rows(MARKS).filter((mark) => mark.province === province))),
      reached: (_generation, provinces) => statement('days.reached', (tx) => latestOf(tx.rows(MARKS), provinces)),
      provinces: () => statement('days.provinces', (tx) => [...new Set(tx.rows(MARKS).map(({ province }) => province))].sort()),
    };
    this.facts = {
      add: (_generation, facts) => statement('facts.add', (tx) => inOrder(facts, ({ fact }) => tx.putNew(FACTS, fact.eventId, fact))),
      ofScorecards: (_generation, keys) =>
        statement('facts.ofScorecards', (tx) => tx.rows(FACTS).filter((fact) => keys.some((key) => belongs(fact, key)))),
    };
    this.keys = {
      ofProvince: (_generation, province) => statement('keys.ofProvince', (tx) => keysOf(tx, province)),
      yearsOf: (_generation, province) => statement('keys.yearsOf', (tx) => yearsJudged(tx, province)),
    };
    this.governments = {
      save: (_generation, governments) =>
        statement('governments.save', (tx) => governments.forEach((one) => tx.put(GOVERNMENTS, one.code, one))),
      codesOf: (_generation, province) =>
        statement('governments.codesOf', (tx) => tx.rows(GOVERNMENTS).flatMap((one) => (one.province === province ? [one.code] : []))),
    };
    this.scorecards = {
      find: (_generation, keys) => statement('scorecards.find', (tx) => keys.flatMap((key) => storedAs(tx.get(SCORECARDS, idOf(key))))),
      yearsOf: (_generation, governments) =>
        statement('scorecards.yearsOf', (tx) => tx.rows(SCORECARDS).filter(({ government }) => governments.includes(government))),
      save: (_generation, scorecards) =>
        statement('scorecards.save', (tx) => scorecards.forEach((one) => tx.put(SCORECARDS, idOf(one), one))),
      saveFlags: (_generation, scorecards) =>
        statement('scorecards.saveFlags', (tx) => scorecards.forEach((one) => tx.put(FLAGS, idOf(one), one))),
    };
  }
}

export const belongs = (fact: Fact, { government, fiscalYear }: ScorecardKey): boolean =>
  fact.government === government && (fact.fiscalYear === null || fact.fiscalYear === fiscalYear);

const yearsJudged = (tx: Transaction, province: string): number[] => [
  ...new Set(
    tx.rows(MARKS).flatMap((mark) => (mark.province === province && mark.service === 'scorecards' ? [fiscalYearOf(mark.date)] : [])),
  ),
];

function keysOf(tx: Transaction, province: string): ScorecardKey[] {
  const facts = tx.rows(FACTS).filter(startsWith(province));
  const governments = tx.rows(GOVERNMENTS).filter((one) => one.province === province);
  const years = yearsJudged(tx, province);
  const keys = [
    ...governments.flatMap(({ code }) => years.map((fiscalYear) => ({ government: code, fiscalYear }))),
    ...facts.flatMap(({ government, fiscalYear }) => (fiscalYear === null ? [] : [{ government, fiscalYear }])),
  ];
  return [...new Map(keys.map((key) => [idOf(key), key])).values()];
}

function dueOf(marks: readonly DayMark[]): BusinessDate[] {
  const services = new Map<BusinessDate, Set<string>>();
  for (const { date, service } of marks) services.set(date, (services.get(date) ?? new Set()).add(service));
  const isDue = ([, of]: [BusinessDate, Set<string>]): boolean => FORERUNNERS.every((one) => of.has(one)) && !of.has('scorecards');
  return [...services].flatMap((one) => (isDue(one) ? [one[0]] : [])).sort();
}

export function latestOf(marks: readonly DayMark[], provinces: readonly string[]): Map<string, BusinessDate> {
  const latest = new Map<string, BusinessDate>();
  for (const { province, date, service } of marks) {
    const known = latest.get(province);
    if (service === 'scorecards' && provinces.includes(province) && (known === undefined || known < date)) latest.set(province, date);
  }
  return latest;
}

function storedAs(scorecard: EvaluatedScorecard | undefined): StoredScorecard[] {
  if (!scorecard) return [];
  const { government, fiscalYear, version, content, summary } = scorecard;
  return [{ government, fiscalYear, version, digest: content.digest, flagsDigest: content.flagsDigest, summary }];
}

/** The projection as production runs it, on these stores. */
export function addProjection({ unitOfWork, outbox, strategy }: Service): void {
  const stores = new SimulatedReadModel(unitOfWork);
  const { days, facts, governments, scorecards, keys, parameters } = stores;
  const evaluation = new EvaluationService(
    unitOfWork,
    outbox,
    facts as FactStore,
    parameters as RuleParameterStore,
    scorecards as ScorecardStore,
  );
  const projection = new ProjectionService(
    unitOfWork,
    outbox,
    facts as FactStore,
    governments as GovernmentStore,
    days as BusinessDayStore,
    scorecards as ScorecardStore,
    keys as ScorecardKeyStore,
    evaluation,
  );
  addHandlers(strategy, new FactsConsumer(projection));
}

export interface ReadModel {
  facts: Fact[];
  marks: DayMark[];
  scorecards: EvaluatedScorecard[];
  flags: FlagsRow[];
}

export const readModelOf = (database: Database): ReadModel => ({
  facts: database.look(FACTS),
  marks: database.look(MARKS),
  scorecards: database.look(SCORECARDS),
  flags: database.look(FLAGS),
});
