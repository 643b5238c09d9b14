import { Injectable } from '@nestjs/common';
import { type GovernmentCode, provinceOf } from '@komitmen/kernel';
import { BusinessClock, currentActor } from '@komitmen/platform';
import type { Recording } from './recording';

/** Stamps a fact with the business date and with who records it. */
@Injectable()
export class Recorder {
  constructor(private readonly clock: BusinessClock) {}

  async recording(about: GovernmentCode): Promise<Recording> {
    const { date } = await this.clock.now(provinceOf(about));
    const { accountId, role, scope } = currentActor();
    return { today: date, at: new Date().toISOString(), by: { accountId, role, government: scope } };
  }
}
