import { CannotStart } from '@komitmen/platform';
import { generatePassword } from '../key-material';
import type { ConsoleApi } from './console-api';
import { table } from './table';

interface Account {
  readonly id: string;
  readonly username: string;
  readonly displayName: string;
  readonly role: string;
  readonly scope: string;
  readonly state: string;
}

export interface NewAccount {
  readonly username: string;
  readonly role: string;
  /** Code of a government, such as 52 or 52.71. */
  readonly scope: string;
  readonly name: string;
}

const all = (api: ConsoleApi): Promise<Account[]> => api.get<Account[]>('/api/accounts');

export async function listAccounts(api: ConsoleApi): Promise<void> {
  const rows = (await all(api)).map(({ username, role, scope, state, displayName }) => [username, role, scope, state, displayName]);
  console.log(table(['username', 'role', 'government', 'state', 'name'], rows) || 'There is no account yet.');
}

/** Prints the password once; it is kept nowhere. */
export async function createAccount(api: ConsoleApi, { username, role, scope, name }: NewAccount): Promise<void> {
  const password = generatePassword();
  await api.post('/api/accounts', { username, role, scope, displayName: name, password });
  console.log(`The password of ${username}: ${password}`);
}

/** Prints the new password once; it is kept nowhere. */
export async function resetPassword(api: ConsoleApi, username: string): Promise<void> {
  const accounts = await all(api);
  const account = accounts.find((one) => one.username === username);
  if (account === undefined) {
    throw new CannotStart(`There is no account "${username}"; the accounts are ${accounts.map((one) => one.username).join(', ')}.`);
  }
  const { password } = await api.post<{ password: string }>(`/api/accounts/${account.id}/password`, {});
  console.log(`The new password of ${username}: ${password}`);
}
