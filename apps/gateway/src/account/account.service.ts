import { Injectable } from '@nestjs/common';
import { DomainError } from '@komitmen/kernel';
import { Outbox, UnitOfWork } from '@komitmen/messaging';
import { currentActor, requireVersion } from '@komitmen/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type AccountState, changeState, requireFittingScope } from './account';
import { accountOf, AccountRow, type AccountView, viewOf } from './account.entity';
import type { NewAccountDto } from './account.dto';
import { generatePassword, hashPassword } from './passwords';

@Injectable()
export class AccountService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  async list(): Promise<AccountView[]> {
    return (await this.dataSource.manager.find(AccountRow, { order: { username: 'ASC' } })).map(viewOf);
  }

  async create(dto: NewAccountDto): Promise<AccountView> {
    requireFittingScope(dto.role, dto.scope);
    const passwordHash = await hashPassword(dto.password);
    return this.work.run(async (tx) => {
      const { username, displayName, role, scope } = dto;
      const row: AccountRow = { id: uuidv7(), username, displayName, role, scope, state: 'enabled', passwordHash, version: 1 };
      const inserted = await tx.createQueryBuilder().insert().into(AccountRow).values(row).orIgnore().returning('id').execute();
      if ((inserted.raw as unknown[]).length === 0)
        throw new DomainError('conflict', 'username-taken', `Nama pengguna "${username}" sudah dipakai.`, { field: 'username', username });
      // After the name: who repeats a creation learns that it is done, whatever has become known since.
      await this.requireKnown(tx, scope);
      await this.publish(row, 'created');
      return viewOf(row);
    });
  }

  change(id: string, version: number, state: AccountState): Promise<AccountView> {
    return this.work.run(async (tx) => {
      const row = await this.locked(tx, id);
      requireVersion(row.version, version);
      const next = changeState(accountOf(row), state, currentActor().accountId);
      return next.version === row.version ? viewOf(row) : this.save(tx, Object.assign(row, next), state);
    });
  }

  /** @returns the new password, shown once. */
  async resetPassword(id: string): Promise<string> {
    const password = generatePassword();
    const passwordHash = await hashPassword(password);
    await this.work.run(async (tx) => {
      const row = await this.locked(tx, id);
      await this.save(tx, Object.assign(row, { passwordHash, version: row.version + 1 }), 'password-reset');
    });
    return password;
  }

  named(username: string): Promise<AccountRow | null> {
    return this.dataSource.manager.findOneBy(AccountRow, { username });
  }

  /** Until the first governments are announced the installation's own accounts cannot be checked. */
  private async requireKnown(tx: EntityManager, scope: string): Promise<void> {
    const [known]: { any: boolean; this: boolean }[] = await tx.query(
      'SELECT count(*) > 0 AS any, coalesce(bool_or(code = $1), false) AS this FROM government',
      [scope],
    );
    if (!known?.any || known.this) return;
    throw new DomainError('unprocessable', 'unknown-government', `Pemerintah daerah ${scope} tidak dikenal.`, {
      field: 'scope',
      government: scope,
    });
  }

  private async locked(tx: EntityManager, id: string): Promise<AccountRow> {
    const row = await tx.findOne(AccountRow, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!row) throw new DomainError('not-found', 'account-not-found', 'Akun ini tidak ditemukan.');
    return row;
  }

  /** Every change of an account ends its sessions. */
  private async save(tx: EntityManager, row: AccountRow, change: AccountState | 'password-reset'): Promise<AccountView> {
    await tx.save(AccountRow, row);
    await tx.query('DELETE FROM session WHERE account_id = $1', [row.id]);
    await this.publish(row, change);
    return viewOf(row);
  }

  private async publish({ id, role, scope, version }: AccountRow, change: AccountState | 'created' | 'password-reset'): Promise<void> {
    await this.outbox.publish({
      type: 'gateway.account-changed.v1',
      subject: id,
      province: scope.slice(0, 2),
      aggregateVersion: version,
      data: { accountId: id, role, scope, change },
    });
  }
}
