import { UnitOfWork } from '@komitmen/messaging';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { RuleParameter } from '../rules/rule-book';

export interface StoredParameter extends RuleParameter {
  readonly province: string;
  readonly fiscalYear: number;
}

@Injectable()
export class RuleParameterStore {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  /** Every setting ever made for the provinces and years, oldest version first. */
  find(manager: EntityManager, provinces: readonly string[], years: readonly number[]): Promise<StoredParameter[]> {
    return manager.query<StoredParameter[]>(
      `SELECT province, fiscal_year AS "fiscalYear", rule, version, parameter, known_on::text AS "knownOn"
       FROM scorecards.rule_parameters WHERE province = ANY($1) AND fiscal_year = ANY($2) ORDER BY province, fiscal_year, rule, version`,
      [provinces, years],
    );
  }

  /** Which settings there are. */
  all(manager: EntityManager): Promise<Pick<StoredParameter, 'province' | 'fiscalYear' | 'rule' | 'version'>[]> {
    return manager.query(`SELECT province, fiscal_year AS "fiscalYear", rule, version FROM scorecards.rule_parameters`);
  }

  async add({ province, fiscalYear, rule, version, parameter, knownOn }: StoredParameter): Promise<void> {
    await this.unitOfWork
      .transaction()
      .query(
        `INSERT INTO scorecards.rule_parameters (province, fiscal_year, rule, version, parameter, known_on) VALUES ($1, $2, $3, $4, $5, $6)`,
        [province, fiscalYear, rule, version, parameter, knownOn],
      );
  }
}
