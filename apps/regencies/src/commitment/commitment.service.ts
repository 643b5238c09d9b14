import { Injectable } from '@nestjs/common';
import type { Recording } from '@komitmen/contracts';
import { businessDate, DomainError, fiscalYear, type FiscalYear, type GovernmentCode, governmentCode, month } from '@komitmen/kernel';
import { Outbox, UnitOfWork } from '@komitmen/messaging';
import { currentActor, documentFrom, isUuid, Recorder, requireVersion, sourceFrom } from '@komitmen/platform';
import { DataSource, Not } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { GovernmentService } from '../government/government.service';
import { type Circumstances, type Commitment, confirm, declareNone, makePledged, pledge, withdraw } from './commitment';
import type { CommitmentDto, CommitmentQuery, ConfirmationDto, NoCommitmentDto, PledgingDto, WithdrawalDto } from './commitment.dto';
import { commitmentOf, CommitmentRow, rowOf } from './commitment.entity';
import { type CommitmentView, eventOf, viewOf } from './commitment.view';

function whose(dto: NoCommitmentDto) {
  return {
    id: uuidv7(),
    government: governmentCode(dto.government),
    fiscalYear: fiscalYear(dto.fiscalYear),
    holdsOn: businessDate(dto.holdsOn, 'holdsOn'),
  };
}

@Injectable()
export class CommitmentService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly work: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly governments: GovernmentService,
    private readonly recorder: Recorder,
  ) {}

  async pledge(dto: CommitmentDto): Promise<CommitmentView> {
    const command = {
      ...whose(dto),
      pledged: dto.pledged ?? true,
      pledge: {
        persons: dto.persons,
        firstMonth: dto.firstMonth ? month(dto.firstMonth, 'firstMonth') : null,
        months: dto.months,
        segment: dto.segment,
        legalBasis: dto.legalBasis,
        source: sourceFrom(dto.source),
      },
    };
    return this.begin(command, (circumstances, recording) => pledge(circumstances, command, recording));
  }

  async declareNone(dto: NoCommitmentDto): Promise<CommitmentView> {
    const command = { ...whose(dto), source: sourceFrom(dto.source) };
    return this.begin(command, (circumstances, recording) => declareNone(circumstances, command, recording));
  }

  makePledged(id: string, version: number, dto: PledgingDto): Promise<CommitmentView> {
    const holdsOn = businessDate(dto.holdsOn, 'holdsOn');
    return this.change(id, version, (commitment, recording) => makePledged(commitment, holdsOn, recording));
  }

  confirm(id: string, version: number, dto: ConfirmationDto): Promise<CommitmentView> {
    const confirmation = { holdsOn: businessDate(dto.holdsOn, 'holdsOn'), document: dto.document ? documentFrom(dto.document) : null };
    return this.change(id, version, (commitment, recording) => confirm(commitment, confirmation, recording));
  }

  withdraw(id: string, version: number, dto: WithdrawalDto): Promise<CommitmentView> {
    const withdrawal = { holdsOn: businessDate(dto.holdsOn, 'holdsOn'), reason: dto.reason };
    return this.change(id, version, (commitment, recording) => withdraw(commitment, withdrawal, recording));
  }

  async list({ government, fiscalYear: year }: CommitmentQuery): Promise<CommitmentView[]> {
    const actor = currentActor();
    if (government !== undefined) actor.requireGovernment(government);
    const code = government ?? actor.visibleGovernment();
    const where = {
      ...(code === null ? {} : { government: governmentCode(code) }),
      ...(year === undefined ? {} : { fiscalYear: fiscalYear(year) }),
    };
    const rows = await this.dataSource.manager.find(CommitmentRow, { where, order: { fiscalYear: 'DESC', government: 'ASC', id: 'ASC' } });
    return rows.filter((row) => actor.mayActFor(row.government)).map((row) => viewOf(commitmentOf(row)));
  }

  async get(id: string): Promise<CommitmentView> {
    const row = isUuid(id) ? await this.dataSource.manager.findOneBy(CommitmentRow, { id }) : null;
    return viewOf(this.readable(row));
  }

  private async begin(
    { government, fiscalYear }: { government: GovernmentCode; fiscalYear: FiscalYear },
    decide: (circumstances: Circumstances, recording: Recording) => Commitment,
  ): Promise<CommitmentView> {
    return this.work.run(async (tx) => {
      // Two pledges of one government and year at once: the second waits and then sees the first.
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`commitment-${government}-${fiscalYear}`]);
      const governmentKnown = await this.governments.isKnown(government);
      const row = await tx.findOneBy(CommitmentRow, { government, fiscalYear, status: Not('withdrawn') });
      const standing = row ? commitmentOf(row) : undefined;
      if (standing?.status === 'withdrawn') throw new Error('a withdrawn commitment was read as standing');
      const commitment = decide({ governmentKnown, standing }, await this.recorder.recording(government));
      return this.save(commitment);
    });
  }

  private async change(
    id: string,
    version: number,
    decide: (commitment: Commitment, recording: Recording) => Commitment | undefined,
  ): Promise<CommitmentView> {
    return this.work.run(async (tx) => {
      const row = isUuid(id) ? await tx.findOne(CommitmentRow, { where: { id }, lock: { mode: 'pessimistic_write' } }) : null;
      const commitment = this.readable(row);
      requireVersion(commitment.version, version);
      const next = decide(commitment, await this.recorder.recording(commitment.government));
      return next ? this.save(next) : viewOf(commitment);
    });
  }

  private async save(commitment: Commitment): Promise<CommitmentView> {
    await this.work.transaction().save(CommitmentRow, rowOf(commitment));
    await this.outbox.publish(eventOf(commitment));
    return viewOf(commitment);
  }

  private readable(row: CommitmentRow | null): Commitment {
    if (!row) throw new DomainError('not-found', 'commitment-not-found', 'Komitmen ini tidak ditemukan.');
    currentActor().requireGovernment(row.government);
    return commitmentOf(row);
  }
}
