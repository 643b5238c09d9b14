import { Injectable } from '@nestjs/common';
import { type FigureStated, recordedFields, type Recording, requireNotInTheFuture } from '@komitmen/contracts';
import { businessDate, DomainError, fiscalYear, type GovernmentCode, governmentCode, provinceOf } from '@komitmen/kernel';
import { Outbox, UnitOfWork } from '@komitmen/messaging';
import { type Columns, currentActor, Recorder, recordingColumns, recordingOf, sourceFrom } from '@komitmen/platform';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { GovernmentService } from '../government/government.service';
import { requireKnownGovernment } from '../government/known-government';
import type { FigureDto, FigureQuery } from './figure.dto';
import { FigureRow } from './figure.entity';

function factOf({
  id,
  subject,
  fiscalYear,
  measure,
  value,
  denominator,
  unit,
  text,
  qualifier,
  precision,
  definition,
  source,
  ...columns
}: Columns<FigureRow>): FigureStated {
  const recorded = recordedFields(columns.holdsOn, recordingOf(columns));
  return {
    figureId: id,
    subject,
    fiscalYear,
    measure,
    value,
    denominator,
    unit,
    text,
    qualifier,
    precision,
    definition,
    source,
    ...recorded,
  };
}

/** @throws DomainError `figure-empty`, `figure-without-unit`, `figure-not-whole`: a figure says a number, or quotes words. */
function requireContent({ value, text, unit }: FigureDto): void {
  if (!value && !text) throw new DomainError('invalid', 'figure-empty', 'Isi nilai, atau kutip kata-kata sumbernya.', { field: 'value' });
  if (value && unit === 'text')
    throw new DomainError('invalid', 'figure-without-unit', 'Nilai berupa angka memerlukan satuan.', { field: 'unit', value: unit });
  // Nobody counts half a person, no budget knows sen, and a membership is paid by the month.
  if (value?.includes('.') && unit !== 'percent')
    throw new DomainError('invalid', 'figure-not-whole', 'Orang, rupiah dan bulan ditulis sebagai bilangan bulat.', {
      field: 'value',
      value,
    });
}

function rowFrom(dto: FigureDto, recording: Recording): Columns<FigureRow> {
  return {
    id: uuidv7(),
    subject: governmentCode(dto.subject, 'subject'),
    fiscalYear: dto.fiscalYear ? fiscalYear(dto.fiscalYear) : null,
    measure: dto.measure,
    value: dto.value ?? null,
    denominator: dto.denominator ?? null,
    unit: dto.unit,
    text: dto.text ?? null,
    qualifier: dto.qualifier,
    precision: dto.precision ?? null,
    definition: dto.definition ?? null,
    source: sourceFrom(dto.source),
    ...recordingColumns(businessDate(dto.holdsOn, 'holdsOn'), recording),
  };
}

@Injectable()
export class FigureService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly governments: GovernmentService,
    private readonly recorder: Recorder,
  ) {}

  async state(dto: FigureDto): Promise<FigureStated> {
    requireContent(dto);
    const subject: GovernmentCode = governmentCode(dto.subject, 'subject');
    return this.work.run(async (tx) => {
      requireKnownGovernment(await this.governments.isKnown(subject), subject, 'subject');
      const row = rowFrom(dto, await this.recorder.recording(subject));
      requireNotInTheFuture(row.knownOn, { holdsOn: row.holdsOn, 'source.date': row.source.date });
      await tx.insert(FigureRow, row);
      const data = factOf(row);
      await this.outbox.publish({
        type: 'regencies.figure-stated.v1',
        subject: row.id,
        province: provinceOf(subject),
        aggregateVersion: 1,
        data,
      });
      return data;
    });
  }

  async list({ subject, measure }: FigureQuery): Promise<FigureStated[]> {
    const actor = currentActor();
    if (subject !== undefined) actor.requireGovernment(subject);
    const code = subject ?? actor.visibleGovernment();
    const where = { ...(code === null ? {} : { subject: governmentCode(code, 'subject') }), ...(measure === undefined ? {} : { measure }) };
    const rows = await this.dataSource.manager.find(FigureRow, { where, order: { id: 'ASC' } });
    return rows.filter((row) => actor.mayActFor(row.subject)).map(factOf);
  }
}
