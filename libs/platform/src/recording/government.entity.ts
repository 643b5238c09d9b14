import type { GovernmentRegistered } from '@komitmen/contracts';
import type { GovernmentCode, ProvinceCode } from '@komitmen/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A government that regencies has registered; the only thing this service needs to know of it is that it exists. */
@Entity({ name: 'government' })
export class GovernmentRow {
  @PrimaryColumn({ type: 'text' })
  code!: GovernmentCode;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  kind!: GovernmentRegistered['kind'];

  @Column({ type: 'text' })
  province!: ProvinceCode;
}
