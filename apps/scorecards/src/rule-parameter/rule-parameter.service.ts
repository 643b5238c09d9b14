import { DomainError, fiscalYear, type GovernmentCode, governmentCode, isProvince } from '@komitmen/kernel';
import { Outbox, UnitOfWork } from '@komitmen/messaging';
import { BusinessClock, currentActor, requireVersion } from '@komitmen/platform';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BusinessDayStore } from '../projection/business-day.store';
import { GovernmentStore } from '../projection/government.store';
import { ProjectionService } from '../projection/projection.service';
import { isRuleName } from '../rules/rule-book';
import { provinceAsked } from '../scorecard/scorecard.service';
import { type StoredParameter, RuleParameterStore } from './rule-parameter.store';
import { requireParameter, ruleView, type RuleView, ruleViews } from './rule-setting';

interface Setting {
  readonly province: string;
  readonly fiscalYear: number;
  readonly parameter: string | null;
}

@Injectable()
export class RuleParameterService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly clock: BusinessClock,
    private readonly parameters: RuleParameterStore,
    private readonly days: BusinessDayStore,
    private readonly governments: GovernmentStore,
    private readonly projection: ProjectionService,
  ) {}

  async list(province: string | undefined, year: number): Promise<RuleView[]> {
    return ruleViews(await this.parameters.find(this.dataSource.manager, [provinceAsked(province, currentActor())], [fiscalYear(year)]));
  }

  /** Sets a rule's parameter from today on and judges every government of the province by it. */
  async set(rule: string, expected: number, { parameter, ...setting }: Setting): Promise<RuleView> {
    if (!isRuleName(rule))
      throw new DomainError('not-found', 'rule-not-found', `Aturan "${rule.slice(0, 40)}" tidak dikenal.`, { rule: rule.slice(0, 40) });
    const province = governmentCode(setting.province, 'province');
    if (!isProvince(province))
      throw new DomainError('invalid', 'province-code-malformed', `"${province}" bukan kode provinsi; contoh 52.`, {
        field: 'province',
        value: province,
      });
    requireParameter(rule, parameter);
    await this.requireKnown(province);
    const { date: knownOn } = await this.clock.now(province);
    return this.unitOfWork.run(async (tx) => {
      await this.days.lock([province]);
      const settings = await this.parameters.find(tx, [province], [setting.fiscalYear]);
      const before = ruleView(rule, settings);
      requireVersion(before.version, expected);
      if (before.parameter === parameter) return before;
      const added: StoredParameter = { rule, province, fiscalYear: setting.fiscalYear, version: before.version + 1, parameter, knownOn };
      await this.record(added);
      await this.projection.reconsider(province, setting.fiscalYear);
      return ruleView(rule, [...settings, added]);
    });
  }

  /** @throws DomainError `unknown-government` (422): such a province has no calendar either, and waiting would not help. */
  private async requireKnown(province: GovernmentCode): Promise<void> {
    if (await this.governments.isKnown(this.dataSource.manager, province)) return;
    throw new DomainError('unprocessable', 'unknown-government', `Provinsi ${province} tidak ada dalam daftar pemerintah daerah.`, {
      field: 'province',
      value: province,
    });
  }

  private async record(parameter: StoredParameter): Promise<void> {
    await this.parameters.add(parameter);
    const { province, fiscalYear: year, rule, version } = parameter;
    await this.outbox.publish({
      type: 'scorecards.rule-parameter-set.v1',
      subject: `${province}-${year}-${rule}`,
      province,
      aggregateVersion: version,
      data: parameter,
    });
  }
}
