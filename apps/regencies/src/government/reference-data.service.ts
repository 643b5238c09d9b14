import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Outbox, UnitOfWork } from '@komitmen/messaging';
import type { EntityManager } from 'typeorm';
import { CalendarService } from '../calendar/calendar.service';
import { type Government, GovernmentRow } from './government.entity';
import { NTB } from './ntb.data';

/** Registers what is missing of the reference data when the service starts; each government is announced once. */
@Injectable()
export class ReferenceData implements OnApplicationBootstrap {
  constructor(
    private readonly work: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly calendar: CalendarService,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.load(NTB);
  }

  async load(governments: readonly Government[]): Promise<void> {
    await this.work.run(async (tx) => {
      // Several processes of this service may start at once.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('regencies-reference-data', 0))`);
      const known = new Set((await tx.find(GovernmentRow, { select: { code: true } })).map(({ code }) => code));
      for (const government of governments.filter(({ code }) => !known.has(code))) await this.register(tx, government);
    });
  }

  private async register(tx: EntityManager, government: Government): Promise<void> {
    await tx.insert(GovernmentRow, government);
    const { code, name, kind, province, timeZone, tile } = government;
    await this.outbox.publish({
      type: 'regencies.government-registered.v1',
      subject: code,
      province,
      aggregateVersion: 1,
      data: { code, name, kind, province, timeZone, tile },
    });
    if (kind === 'province') await this.calendar.open(code, timeZone);
  }
}
