import { Injectable } from '@nestjs/common';
import type { OfficialRegistered } from '@komitmen/contracts';
import { DomainError, type GovernmentCode, type ProvinceCode } from '@komitmen/kernel';
import { Outbox, UnitOfWork } from '@komitmen/messaging';
import { DataSource } from 'typeorm';
import type { Columns } from '@komitmen/platform';
import { type Government, GovernmentRow, OfficialRow } from './government.entity';

export interface OfficialView extends Omit<OfficialRegistered, 'government'> {
  readonly version: number;
}

export interface GovernmentWithOfficials extends Government {
  readonly officials: OfficialView[];
}

const officialView = ({ post, title, email, version }: Columns<OfficialRow>): OfficialView => ({ post, title, email, version });

@Injectable()
export class GovernmentService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: UnitOfWork,
    private readonly outbox: Outbox,
  ) {}

  /** Inside a unit of work. */
  isKnown(code: GovernmentCode): Promise<boolean> {
    return this.work.transaction().existsBy(GovernmentRow, { code });
  }

  /** Provinces first, then by code; `mayRead` decides what the reader sees. */
  async list(mayRead: (code: GovernmentCode) => boolean): Promise<GovernmentWithOfficials[]> {
    const rows: Government[] = await this.dataSource.manager.find(GovernmentRow, { order: { code: 'ASC' } });
    const officials = await this.dataSource.manager.find(OfficialRow, { order: { post: 'ASC' } });
    return rows
      .filter(({ code }) => mayRead(code))
      .map((row) => ({ ...row, officials: officials.filter(({ government }) => government === row.code).map(officialView) }));
  }

  /** Registers an office, or changes how it is addressed. The same again changes nothing. */
  async registerOfficial(official: OfficialRegistered & { government: GovernmentCode }): Promise<OfficialView> {
    return this.work.run(async (tx) => {
      const government = await tx.findOne(GovernmentRow, { where: { code: official.government }, lock: { mode: 'pessimistic_write' } });
      if (!government)
        throw new DomainError('not-found', 'government-not-found', 'Pemerintah daerah ini tidak ada dalam daftar.', {
          government: official.government,
        });
      const { government: code, post } = official;
      const known = await tx.findOneBy(OfficialRow, { government: code, post });
      if (known?.title === official.title && known.email === official.email) return officialView(known);
      const row: Columns<OfficialRow> = { ...official, version: (known?.version ?? 0) + 1 };
      await tx.save(OfficialRow, row);
      await this.announce(row, government.province);
      return officialView(row);
    });
  }

  private async announce({ version, ...data }: Columns<OfficialRow>, province: ProvinceCode): Promise<void> {
    const subject = `${data.government}-${data.post}`;
    await this.outbox.publish({ type: 'regencies.official-registered.v1', subject, province, aggregateVersion: version, data });
  }
}
