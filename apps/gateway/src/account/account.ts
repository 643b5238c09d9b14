import { DomainError } from '@komitmen/kernel';

export const ACCOUNT_ROLES = ['planner', 'treasury-officer', 'enrolment-officer', 'administrator'] as const;
export type AccountRole = (typeof ACCOUNT_ROLES)[number];
export type AccountState = 'enabled' | 'disabled' | 'removed';

export interface Account {
  readonly id: string;
  readonly username: string;
  readonly role: AccountRole;
  readonly scope: string;
  readonly state: AccountState;
  readonly version: number;
}

/** Nobody locks himself out by his own hand; a removed account stays removed. "Already so" changes nothing. */
export function changeState(account: Account, to: AccountState, by: string): Account {
  if (account.state === to) return account;
  if (account.id === by) throw new DomainError('conflict', 'own-account', 'Akun sendiri tidak dapat dinonaktifkan atau dihapus.');
  if (account.state === 'removed') throw new DomainError('conflict', 'account-removed-already', 'Akun ini sudah dihapus.');
  return { ...account, state: to, version: account.version + 1 };
}

/** A planner and an administrator stand for a province; an officer for exactly one government. */
export function requireFittingScope(role: AccountRole, scope: string): void {
  const wantsProvince = role === 'planner' || role === 'administrator';
  if (!wantsProvince || /^\d{2}$/.test(scope)) return;
  throw new DomainError('invalid', 'scope-needs-province', 'Perencana dan administrator memakai kode provinsi, contoh 52.', {
    field: 'scope',
  });
}
