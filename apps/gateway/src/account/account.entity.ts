import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Account, AccountRole, AccountState } from './account';

@Entity({ name: 'account' })
export class AccountRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  username!: string;

  @Column({ name: 'display_name', type: 'text' })
  displayName!: string;

  @Column({ type: 'text' })
  role!: AccountRole;

  @Column({ type: 'text' })
  scope!: string;

  @Column({ type: 'text' })
  state!: AccountState;

  /** Argon2id, with its salt and cost. */
  @Column({ name: 'password_hash', type: 'text' })
  passwordHash!: string;

  @Column({ type: 'integer' })
  version!: number;
}

export interface AccountView extends Account {
  readonly displayName: string;
}

export const accountOf = ({ id, username, role, scope, state, version }: AccountRow): Account => ({
  id,
  username,
  role,
  scope,
  state,
  version,
});

export const viewOf = (row: AccountRow): AccountView => ({ ...accountOf(row), displayName: row.displayName });
