import { Injectable } from '@nestjs/common';
import type { Recording } from '@komitmen/contracts';
import { businessDate, DomainError, provinceOf } from '@komitmen/kernel';
import { Outbox, UnitOfWork } from '@komitmen/messaging';
import { currentActor, documentFrom, holdsOnFrom, isUuid, type PayerQuery, readable, Recorder, requireVersion } from '@komitmen/platform';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Ceiling } from '../allocation/ceiling';
import { LinesReader } from '../allocation/lines.reader';
import { acknowledge, type Disbursement, disbursementEvent, pay, progress, refund, reject } from './disbursement';
import {
  type DisbursementDto,
  newPayment,
  type ProgressDto,
  progressOf,
  type ReceiptDto,
  type RefundDto,
  type RejectionDto,
} from './disbursement.dto';
import { disbursementOf, DisbursementRow, disbursementRow, DisbursementVersionRow } from './disbursement.entity';
import { type DisbursementView, disbursementView, type RecordedPayment, recordedPayment } from './disbursement.view';

/** The index behind "one SP2D number per payer and year". */
const SP2D_ONCE = 'disbursement_sp2d_once';

@Injectable()
export class DisbursementService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly lines: LinesReader,
    private readonly recorder: Recorder,
  ) {}

  async pay(dto: DisbursementDto): Promise<RecordedPayment> {
    const command = newPayment(uuidv7(), dto);
    return this.work.run(async (tx) => {
      const ceiling = await this.ceiling(tx, dto.allocationId);
      currentActor().requireGovernment(ceiling.line.payer);
      const payment = pay(ceiling, command, await this.recorder.recording(ceiling.line.payer));
      await this.save(tx, payment);
      return recordedPayment(payment, ceiling.line);
    });
  }

  progress(id: string, version: number, dto: ProgressDto): Promise<DisbursementView> {
    return this.change(id, version, (payment, ceiling, recording) => progress(payment, ceiling, progressOf(dto), recording));
  }

  acknowledge(id: string, version: number, dto: ReceiptDto): Promise<DisbursementView> {
    const receipt = { ...documentFrom(dto), date: businessDate(dto.date) };
    const holdsOn = dto.holdsOn ? holdsOnFrom(dto.holdsOn) : receipt.date;
    return this.change(id, version, (payment, _ceiling, recording) => acknowledge(payment, receipt, holdsOn, recording));
  }

  reject(id: string, version: number, { reason, holdsOn }: RejectionDto): Promise<DisbursementView> {
    return this.change(id, version, (payment, _ceiling, recording) => reject(payment, reason, holdsOnFrom(holdsOn), recording));
  }

  refund(id: string, version: number, dto: RefundDto): Promise<DisbursementView> {
    const document = documentFrom(dto.document);
    const holdsOn = dto.holdsOn ? holdsOnFrom(dto.holdsOn) : document.date;
    return this.change(id, version, (payment, _ceiling, recording) => refund(payment, document, holdsOn, recording));
  }

  async list(query: PayerQuery): Promise<DisbursementView[]> {
    const rows = await this.dataSource.manager.find(DisbursementRow, {
      where: readable(query),
      order: { fiscalYear: 'DESC', payer: 'ASC', id: 'ASC' },
    });
    return rows.map((row) => disbursementView(disbursementOf(row)));
  }

  async get(id: string): Promise<DisbursementView> {
    return disbursementView(await this.owned(this.dataSource.manager, id));
  }

  private async change(
    id: string,
    version: number,
    decide: (payment: Disbursement, ceiling: Ceiling, recording: Recording) => Disbursement,
  ): Promise<DisbursementView> {
    return this.work.run(async (tx) => {
      const { allocationId } = await this.owned(tx, id);
      const ceiling = await this.ceiling(tx, allocationId);
      // Every change of a payment holds its line's lock, so what is read now is what is changed.
      const payment = await this.owned(tx, id);
      requireVersion(payment.version, version);
      const next = decide(payment, ceiling, await this.recorder.recording(payment.payer));
      await this.save(tx, next);
      return disbursementView(next);
    });
  }

  /** The ceiling to be paid from, locked until the transaction ends. */
  private async ceiling(tx: EntityManager, allocationId: string): Promise<Ceiling> {
    const ceiling = await this.lines.lockCeiling(tx, allocationId);
    if (ceiling) return ceiling;
    const message = 'Alokasi itu tidak ditemukan. Pilih alokasi dari daftar, atau catat dulu alokasinya.';
    throw new DomainError('unprocessable', 'unknown-allocation', message, { field: 'allocationId', value: allocationId });
  }

  private async save(tx: EntityManager, payment: Disbursement): Promise<void> {
    const { type, data } = disbursementEvent(payment);
    const { id, version, payer } = payment;
    await tx.save(DisbursementRow, disbursementRow(payment)).catch((error: unknown) => refuseRepeatedSp2d(error, payment));
    await tx.insert(DisbursementVersionRow, { disbursementId: id, version, type, fact: data });
    await this.outbox.publish({ type, subject: id, province: provinceOf(payer), aggregateVersion: version, data });
  }

  private async owned(manager: EntityManager, id: string): Promise<Disbursement> {
    const row = isUuid(id) ? await manager.findOneBy(DisbursementRow, { id }) : null;
    if (!row) throw new DomainError('not-found', 'disbursement-not-found', 'Realisasi ini tidak ditemukan.');
    currentActor().requireGovernment(row.payer);
    return disbursementOf(row);
  }
}

const breaks = (error: unknown, constraint: string): boolean => {
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : undefined;
  return typeof cause === 'object' && cause !== null && 'constraint' in cause && cause.constraint === constraint;
};

/** @throws DomainError `document-recorded-already` where the database has found the number, else the error as it was. */
function refuseRepeatedSp2d(error: unknown, { sp2d, payer, fiscalYear }: Disbursement): never {
  if (!breaks(error, SP2D_ONCE)) throw error;
  const message = `SP2D nomor ${sp2d ?? ''} tahun ${fiscalYear} sudah tercatat. Periksa nomornya; bila yang tercatat keliru, catat dulu penolakannya.`;
  throw new DomainError('conflict', 'document-recorded-already', message, { field: 'document.number', value: sp2d, payer, fiscalYear });
}
