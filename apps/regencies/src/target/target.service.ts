import { Injectable } from '@nestjs/common';
import { recordedFields, requireNotInTheFuture, type TargetSet } from '@komitmen/contracts';
import { businessDate, DomainError, fiscalYear, governmentCode, provinceOf } from '@komitmen/kernel';
import { Outbox, UnitOfWork } from '@komitmen/messaging';
import { type Columns, currentActor, Recorder, recordingColumns, recordingOf, sourceFrom } from '@komitmen/platform';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { GovernmentService } from '../government/government.service';
import { requireKnownGovernment } from '../government/known-government';
import type { TargetDto, TargetQuery } from './target.dto';
import { TargetRow } from './target.entity';

function factOf({ id, government, fiscalYear, share, denominator, source, ...columns }: Columns<TargetRow>): TargetSet {
  return { targetId: id, government, fiscalYear, share, denominator, source, ...recordedFields(columns.holdsOn, recordingOf(columns)) };
}

function requireShare(share: string): void {
  if (Number(share) <= 0 || Number(share) > 100)
    throw new DomainError('invalid', 'share-out-of-range', 'Target harus lebih dari 0 dan paling tinggi 100 persen.', {
      field: 'share',
      value: share,
    });
}

@Injectable()
export class TargetService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly governments: GovernmentService,
    private readonly recorder: Recorder,
  ) {}

  async set(dto: TargetDto): Promise<TargetSet> {
    requireShare(dto.share);
    const government = governmentCode(dto.government);
    return this.work.run(async (tx) => {
      requireKnownGovernment(await this.governments.isKnown(government), government, 'government');
      const recording = await this.recorder.recording(government);
      const [holdsOn, source] = [businessDate(dto.holdsOn, 'holdsOn'), sourceFrom(dto.source)];
      requireNotInTheFuture(recording.today, { holdsOn, 'source.date': source.date });
      const identity = { id: uuidv7(), government, fiscalYear: fiscalYear(dto.fiscalYear) };
      const row: Columns<TargetRow> = {
        ...identity,
        share: dto.share,
        denominator: dto.definition,
        source,
        ...recordingColumns(holdsOn, recording),
      };
      await tx.insert(TargetRow, row);
      const data = factOf(row);
      await this.outbox.publish({
        type: 'regencies.target-set.v1',
        subject: row.id,
        province: provinceOf(government),
        aggregateVersion: 1,
        data,
      });
      return data;
    });
  }

  async list({ government, fiscalYear: year }: TargetQuery): Promise<TargetSet[]> {
    const actor = currentActor();
    if (government !== undefined) actor.requireGovernment(government);
    const code = government ?? actor.visibleGovernment();
    const where = {
      ...(code === null ? {} : { government: governmentCode(code) }),
      ...(year === undefined ? {} : { fiscalYear: fiscalYear(year) }),
    };
    const rows = await this.dataSource.manager.find(TargetRow, { where, order: { id: 'ASC' } });
    return rows.filter((row) => actor.mayActFor(row.government)).map(factOf);
  }
}
