import { Injectable } from '@nestjs/common';
import type { Recording } from '@komitmen/contracts';
import { type GovernmentCode, provinceOf } from '@komitmen/kernel';
import { BusinessClock } from '../calendar/business-clock';
import { currentActor } from '../context/request-context';

/** Stamps a fact with the business date of the government's province and with who records it. */
@Injectable()
export class Recorder {
  constructor(private readonly clock: BusinessClock) {}

  async recording(about: GovernmentCode): Promise<Recording> {
    const { date } = await this.clock.now(provinceOf(about));
    const { accountId, role, scope } = currentActor();
    return { today: date, at: new Date().toISOString(), by: { accountId, role, government: scope } };
  }
}
