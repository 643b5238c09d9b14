import { Injectable } from '@nestjs/common';
import { DomainError } from '@komitmen/kernel';
import { CONSOLE_ACCOUNT_ID, TokenVerifier } from '@komitmen/platform';
import { DataSource } from 'typeorm';

/** How long a removed account's token may still be let through, real time. */
export const ADMISSION_CACHE_MS = 1_000;
const CACHE_LIMIT = 10_000;

interface Known {
  readonly open: Promise<boolean>;
  readonly until: number;
}

/** Whether the session that a token was made from still stands: tokens are short, but an ended session ends at once. */
@Injectable()
export class Admission {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly tokens: TokenVerifier,
  ) {}

  /** @throws DomainError `token-expired`, `token-invalid` or `account-removed`. */
  async admit(token: string, remoteAddress: string): Promise<void> {
    const { actor, sessionId } = await this.tokens.verify(token, remoteAddress);
    if (await this.isOpen(actor.accountId, sessionId)) return;
    throw new DomainError('unauthenticated', 'account-removed', 'Akun atau sesi ini sudah tidak berlaku. Silakan masuk kembali.');
  }

  private isOpen(accountId: string, sessionId: string): Promise<boolean> {
    const now = performance.now();
    const known = this.known.get(sessionId);
    if (known && known.until > now) return known.open;
    if (this.known.size >= CACHE_LIMIT) this.known.clear();
    const open = this.look(accountId, sessionId);
    this.known.set(sessionId, { open, until: now + ADMISSION_CACHE_MS });
    open.catch(() => this.known.delete(sessionId));
    return open;
  }

  private async look(accountId: string, sessionId: string): Promise<boolean> {
    if (accountId === CONSOLE_ACCOUNT_ID) return true;
    const rows: unknown[] = await this.dataSource.query(
      `SELECT 1 FROM account a JOIN session s ON s.account_id = a.id WHERE a.id::text = $1 AND s.id::text = $2 AND a.state = 'enabled'`,
      [accountId, sessionId],
    );
    return rows.length > 0;
  }
}
