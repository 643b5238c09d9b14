import type { BusinessDate, FiscalYear, GovernmentCode } from '@komitmen/kernel';
import { provinceOf } from '@komitmen/kernel';
import { Outbox, UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import { groupBy } from '../facts/acceptance';
import { compareText, type Fact } from '../facts/fact';
import { FactStore, type ScorecardKey } from '../facts/fact.store';
import { RuleParameterStore, type StoredParameter } from '../rule-parameter/rule-parameter.store';
import { announcements } from '../scorecard/changes';
import { judgementOn } from '../scorecard/scorecard';
import { contentOf, type EvaluatedScorecard, ScorecardStore, type StoredScorecard } from '../scorecard/scorecard.store';
import type { Cause } from './chunk-news.collector';

const idOf = ({ government, fiscalYear }: ScorecardKey): string => `${government}-${fiscalYear}`;

/** Brings stored scorecards to what the facts say, by the set: the number of queries does not grow with the scorecards. */
@Injectable()
export class EvaluationService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly facts: FactStore,
    private readonly parameters: RuleParameterStore,
    private readonly scorecards: ScorecardStore,
  ) {}

  /**
   * In the open unit of work, whose caller holds the locks of the provinces.
   * @param causeOf what moved the caller to judge a government, where that is not what it is at work for
   */
  async evaluate(
    generation: number,
    unsorted: readonly ScorecardKey[],
    day: BusinessDate,
    causeOf: (government: string) => Cause | undefined = () => undefined,
  ): Promise<void> {
    const keys = distinct(unsorted);
    if (keys.length === 0) return;
    const [stored, facts, parameters] = await Promise.all([
      this.scorecards.find(generation, keys),
      this.facts.ofScorecards(generation, keys),
      this.parameters.find(this.unitOfWork.transaction(), ...placesOf(keys)),
    ]);
    const before = new Map(stored.map((one) => [idOf(one), one]));
    const evaluated = compute(keys, { before, facts, parameters }, day);
    const changed = evaluated.filter((scorecard) => scorecard.content.digest !== before.get(idOf(scorecard))?.digest);
    if (changed.length === 0) return;
    const flagsChanged = changed.filter((scorecard) => scorecard.content.flagsDigest !== before.get(idOf(scorecard))?.flagsDigest);
    await Promise.all([this.scorecards.save(generation, changed, day), this.scorecards.saveFlags(generation, flagsChanged)]);
    for (const scorecard of changed) {
      const announce = (): Promise<void> => this.announce(before.get(idOf(scorecard)), scorecard, day);
      const cause = causeOf(scorecard.government);
      await (cause === undefined ? announce() : cause(announce));
    }
  }

  private async announce(before: StoredScorecard | undefined, scorecard: EvaluatedScorecard, day: BusinessDate): Promise<void> {
    const province = provinceOf(scorecard.government as GovernmentCode);
    for (const { type, data } of announcements(scorecard, before, scorecard, scorecard.version, day))
      await this.outbox.publish({ type, subject: idOf(scorecard), province, aggregateVersion: scorecard.version, data });
  }
}

interface Known {
  readonly before: ReadonlyMap<string, StoredScorecard>;
  readonly facts: readonly Fact[];
  readonly parameters: readonly StoredParameter[];
}

function compute(keys: readonly ScorecardKey[], known: Known, day: BusinessDate): EvaluatedScorecard[] {
  const facts = groupBy(known.facts, (fact) => fact.government);
  return keys.map((key) => {
    const government = key.government as GovernmentCode;
    const scorecard = judgementOn(
      {
        government,
        fiscalYear: key.fiscalYear as FiscalYear,
        facts: (facts.get(government) ?? []).filter((fact) => fact.fiscalYear === null || fact.fiscalYear === key.fiscalYear),
        parameters: known.parameters.filter(
          (parameter) => parameter.province === provinceOf(government) && parameter.fiscalYear === key.fiscalYear,
        ),
      },
      day,
    );
    // The version that the scorecard gets if it differs from the stored one.
    return { ...key, ...scorecard, version: (known.before.get(idOf(key))?.version ?? 0) + 1, content: contentOf(scorecard) };
  });
}

const placesOf = (keys: readonly ScorecardKey[]): [string[], number[]] => [
  [...new Set(keys.map((key) => provinceOf(key.government as GovernmentCode)))],
  [...new Set(keys.map((key) => key.fiscalYear))],
];

function distinct(keys: readonly ScorecardKey[]): ScorecardKey[] {
  const byId = new Map(keys.map(({ government, fiscalYear }) => [idOf({ government, fiscalYear }), { government, fiscalYear }]));
  return [...byId].sort(([a], [b]) => compareText(a, b)).map(([, key]) => key);
}
