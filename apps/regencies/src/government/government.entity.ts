import type { GovernmentRegistered, OfficialRegistered } from '@komitmen/contracts';
import type { GovernmentCode, ProvinceCode } from '@komitmen/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Columns } from '@komitmen/platform';

export type GovernmentKind = GovernmentRegistered['kind'];
export type Post = OfficialRegistered['post'];

/** A province, regency or city: who pays, and where people live. */
@Entity({ name: 'government' })
export class GovernmentRow {
  @PrimaryColumn({ type: 'text' })
  code!: GovernmentCode;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  kind!: GovernmentKind;

  @Column({ type: 'text' })
  province!: ProvinceCode;

  @Column({ name: 'time_zone', type: 'text' })
  timeZone!: string;

  @Column({ type: 'jsonb', nullable: true })
  tile!: { col: number; row: number } | null;

  @Column({ type: 'jsonb', nullable: true })
  centroid!: { latitude: number; longitude: number } | null;
}

export type Government = Columns<GovernmentRow>;

/** An office that reminders are addressed to; by post, never by a person's name. */
@Entity({ name: 'official' })
export class OfficialRow {
  @PrimaryColumn({ type: 'text' })
  government!: GovernmentCode;

  @PrimaryColumn({ type: 'text' })
  post!: Post;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text' })
  email!: string;

  @Column({ type: 'integer' })
  version!: number;
}
