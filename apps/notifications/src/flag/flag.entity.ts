import type { RuleName } from '@komitmen/contracts';
import type { BusinessDate, Link } from '@komitmen/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Evidence } from '../letter/letter';

/** A flag as scorecards last told of it; it is kept after it fell, because letters speak of it. */
@Entity('flag')
export class FlagRow {
  @PrimaryColumn('text') id = '';
  @Column('text') government = '';
  @Column('text') province = '';
  @Column('integer', { name: 'fiscal_year' }) fiscalYear = 0;
  @Column('text') rule: RuleName = 'no-data';
  @Column('integer', { name: 'rule_version' }) ruleVersion = 0;
  @Column('text') link: Link = 'protection';
  @Column('date') since = '' as BusinessDate;
  @Column('boolean') standing = false;
  @Column('jsonb') evidence: Evidence[] = [];
}
