import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError } from '@komitmen/kernel';
import { UnitOfWork } from '@komitmen/messaging';
import { TokenSigner } from '@komitmen/platform';
import { DataSource, LessThan, MoreThan } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AccountRow } from '../account/account.entity';
import { passwordFits } from '../account/passwords';
import { SessionRow } from './session.entity';

/** A working day and a bit: who leaves the browser open overnight signs in again. */
export const SESSION_SECONDS = 12 * 3600;

export interface OpenedSession {
  readonly accessToken: string;
  /** For the cookie that renews the token. */
  readonly secret: string;
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const refused = (): DomainError => new DomainError('unauthenticated', 'sign-in-failed', 'Nama pengguna atau kata sandi keliru.');
const ended = (): DomainError => new DomainError('unauthenticated', 'session-ended', 'Sesi sudah berakhir. Silakan masuk kembali.');

/** Sign-in: a session row that can be ended, and a short token made from it that services check by themselves. */
@Injectable()
export class SessionService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: UnitOfWork,
    private readonly signer: TokenSigner,
  ) {}

  /** @throws DomainError `sign-in-failed`, the same for an unknown name, a wrong password and a closed account. */
  async open(username: string, password: string): Promise<OpenedSession> {
    const account = await this.dataSource.manager.findOneBy(AccountRow, { username, state: 'enabled' });
    if (!(await passwordFits(account?.passwordHash, password)) || !account) throw refused();
    const secret = randomBytes(32).toString('base64url');
    const session: SessionRow = {
      id: uuidv7(),
      accountId: account.id,
      secretHash: hashOf(secret),
      expiresAt: new Date(Date.now() + SESSION_SECONDS * 1000),
    };
    await this.work.run(async (tx) => {
      await tx.delete(SessionRow, { expiresAt: LessThan(new Date()) });
      await tx.insert(SessionRow, session);
    });
    return { accessToken: await this.tokenFor(account, session.id), secret };
  }

  /** @throws DomainError `session-ended`. */
  async renew(secret: string | undefined): Promise<string> {
    const session = secret
      ? await this.dataSource.manager.findOneBy(SessionRow, { secretHash: hashOf(secret), expiresAt: MoreThan(new Date()) })
      : null;
    const account = session && (await this.dataSource.manager.findOneBy(AccountRow, { id: session.accountId, state: 'enabled' }));
    if (!session || !account) throw ended();
    return this.tokenFor(account, session.id);
  }

  async close(secret: string | undefined): Promise<void> {
    if (secret) await this.work.run((tx) => tx.delete(SessionRow, { secretHash: hashOf(secret) }));
  }

  private tokenFor({ id, role, scope }: AccountRow, sessionId: string): Promise<string> {
    return this.signer.sign({ accountId: id, role, scope, sessionId });
  }
}
