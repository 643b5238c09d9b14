import type { GovernmentCode } from '@komitmen/kernel';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { GovernmentRow } from './government.entity';

/** Which governments there are. One that was registered stays: it is asked for once in this process's life. */
@Injectable()
export class KnownGovernments {
  private readonly registered = new Set<GovernmentCode>();

  async has(code: GovernmentCode, transaction: EntityManager): Promise<boolean> {
    if (this.registered.has(code)) return true;
    const exists = await transaction.existsBy(GovernmentRow, { code });
    if (exists) this.registered.add(code);
    return exists;
  }
}
