import { Injectable } from '@nestjs/common';
import type { HeadcountReported } from '@komitmen/contracts';
import { type GovernmentCode, provinceOf } from '@komitmen/kernel';
import { Outbox, UnitOfWork } from '@komitmen/messaging';
import { KnownGovernments, type PayerQuery, readable, Recorder } from '@komitmen/platform';
import { DataSource, type EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { type Circumstances, type HeadcountCommand, headcountReported, report } from './headcount';
import { headcountCommand, type HeadcountDto } from './headcount.dto';
import { headcountOf, HeadcountRow } from './headcount.entity';
import { HeadcountStore } from './headcount.store';

/** A report as the API shows it. Reports do not change: a correction is another report. */
export interface HeadcountView extends Omit<HeadcountReported, 'reportId'> {
  readonly id: string;
  readonly version: 1;
}

function viewOf({ reportId, ...fact }: HeadcountReported): HeadcountView {
  return { id: reportId, version: 1, ...fact };
}

@Injectable()
export class HeadcountService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly recorder: Recorder,
    private readonly governments: KnownGovernments,
    private readonly store: HeadcountStore,
  ) {}

  async report(dto: HeadcountDto): Promise<HeadcountView> {
    const command = headcountCommand(uuidv7(), dto);
    return this.work.run(async (tx) => {
      const headcount = report(await this.circumstances(tx, command), command, await this.recorder.recording(command.payer));
      this.store.add(headcount);
      const province = provinceOf(headcount.payer);
      const data = headcountReported(headcount);
      await this.outbox.publish({ type: 'enrolment.headcount-reported.v1', subject: headcount.id, province, aggregateVersion: 1, data });
      return viewOf(data);
    });
  }

  /** Every report, the latest first: by what it holds on, then by when it became known. */
  async list(query: PayerQuery): Promise<HeadcountView[]> {
    const order = { fiscalYear: 'DESC', payer: 'ASC', holdsOn: 'DESC', knownOn: 'DESC', id: 'DESC' } as const;
    const rows = await this.dataSource.manager.find(HeadcountRow, { where: readable(query), order });
    return rows.map((row) => viewOf(headcountReported(headcountOf(row))));
  }

  private async circumstances(tx: EntityManager, { payer, residence }: HeadcountCommand): Promise<Circumstances> {
    const known = (code: GovernmentCode): Promise<boolean> => this.governments.has(code, tx);
    return { payerKnown: await known(payer), residenceKnown: residence === null || (await known(residence)) };
  }
}
