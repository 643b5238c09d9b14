import { Actor, CONSOLE_ACCOUNT_ID, runAs } from '@komitmen/platform';
import { DomainError } from '@komitmen/kernel';
import type { INestApplicationContext } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { NewAccountDto } from './account.dto';
import { AccountService } from './account.service';

export type BootstrapAccount = NewAccountDto;

/** What is done at the console is recorded under the console's id. */
const installation = new Actor(CONSOLE_ACCOUNT_ID, 'administrator', '52', '127.0.0.1');

/** Creates the accounts that are not there yet. @returns the user names that were created. */
export async function bootstrapAccounts(app: INestApplicationContext, accounts: readonly BootstrapAccount[]): Promise<string[]> {
  const service = app.get(AccountService);
  const created: string[] = [];
  for (const account of accounts) {
    if (await service.named(account.username)) continue;
    await runAs(installation, uuidv7(), () => service.create(account));
    created.push(account.username);
  }
  return created;
}

/** @returns the new password. @throws DomainError `account-not-found`. */
export async function resetPassword(app: INestApplicationContext, username: string): Promise<string> {
  const service = app.get(AccountService);
  const account = await service.named(username);
  if (!account) throw new DomainError('not-found', 'account-not-found', `Akun "${username}" tidak ditemukan.`);
  return runAs(installation, uuidv7(), () => service.resetPassword(account.id));
}
