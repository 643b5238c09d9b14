import { CannotStart } from '@komitmen/platform';
import type { ConsoleApi } from './console-api';

interface Account {
  readonly id: string;
  readonly username: string;
}

/** Prints the new password once; it is kept nowhere. */
export async function resetPassword(api: ConsoleApi, username: string): Promise<void> {
  const accounts = await api.get<Account[]>('/api/accounts');
  const account = accounts.find((one) => one.username === username);
  if (account === undefined) {
    throw new CannotStart(`There is no account "${username}"; the accounts are ${accounts.map((one) => one.username).join(', ')}.`);
  }
  const { password } = await api.post<{ password: string }>(`/api/accounts/${account.id}/password`, {});
  console.log(`The new password of ${username}: ${password}`);
}
