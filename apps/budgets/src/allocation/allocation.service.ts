import { Injectable } from '@nestjs/common';
import { DomainError, type FiscalYear, type GovernmentCode, provinceOf, rupiah } from '@komitmen/kernel';
import { Outbox, UnitOfWork } from '@komitmen/messaging';
import { currentActor, KnownGovernments, type PayerQuery, readable, Recorder, requireVersion } from '@komitmen/platform';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import {
  type Allocation,
  allocate,
  allocationDeclaredNone,
  allocationRecorded,
  type Circumstances,
  declareNone,
  type NewAllocation,
  revise,
} from './allocation';
import { type AllocationDto, newAllocation, type NoAllocationDto, noneDeclaration, type RevisionDto, revisionOf } from './allocation.dto';
import { allocationOf, AllocationRow, allocationRow, AllocationVersionRow, declarationRow, NoneDeclarationRow } from './allocation.entity';
import { type AllocationDetail, type AllocationView, allocationView } from './allocation.view';
import type { Ceiling } from './ceiling';
import { LinesReader } from './lines.reader';

export interface NoneView {
  readonly id: string;
  readonly version: number;
}

@Injectable()
export class AllocationService {
  constructor(
    private readonly work: UnitOfWork,
    private readonly outbox: Outbox,
    private readonly lines: LinesReader,
    private readonly recorder: Recorder,
    private readonly governments: KnownGovernments,
  ) {}

  async record(dto: AllocationDto): Promise<AllocationView> {
    const command = newAllocation(uuidv7(), dto);
    return this.work.run(async (tx) => {
      await this.oneAtATime(tx, command.payer, command.fiscalYear);
      const line = allocate(await this.circumstances(tx, command), command, await this.recorder.recording(command.payer));
      await this.save(tx, line);
      return this.view(tx, line);
    });
  }

  async revise(id: string, version: number, dto: RevisionDto): Promise<AllocationView> {
    const command = revisionOf(dto);
    return this.work.run(async (tx) => {
      const { line, successor } = this.owned(await this.lines.lockCeiling(tx, id));
      requireVersion(line.version, version);
      const revised = revise(line, successor, command, await this.recorder.recording(line.payer));
      if (revised) await this.save(tx, revised);
      return this.view(tx, revised ?? line);
    });
  }

  async declareNone(dto: NoAllocationDto): Promise<NoneView> {
    const command = noneDeclaration(uuidv7(), dto);
    return this.work.run(async (tx) => {
      const { id, payer, fiscalYear } = command;
      await this.oneAtATime(tx, payer, fiscalYear);
      const row = await tx.findOne(AllocationRow, { where: { payer, fiscalYear }, order: { id: 'ASC' } });
      const circumstances = {
        payerKnown: await this.governments.has(payer, tx),
        standing: row ? allocationOf(row) : undefined,
      };
      const declaration = declareNone(circumstances, command, await this.recorder.recording(payer));
      await tx.insert(NoneDeclarationRow, declarationRow(declaration));
      const data = allocationDeclaredNone(declaration);
      await this.outbox.publish({
        type: 'budgets.allocation-declared-none.v1',
        subject: id,
        province: provinceOf(payer),
        aggregateVersion: 1,
        data,
      });
      return { id, version: 1, ...data };
    });
  }

  list(query: PayerQuery): Promise<AllocationView[]> {
    return this.work.readAtOneMoment(async (manager) => {
      const rows = await manager.find(AllocationRow, { where: readable(query), order: { fiscalYear: 'DESC', payer: 'ASC', id: 'ASC' } });
      return (await this.lines.ceilings(manager, rows.map(allocationOf))).map(allocationView);
    });
  }

  get(id: string): Promise<AllocationDetail> {
    return this.work.readAtOneMoment(async (manager) => {
      const found = await this.lines.find(manager, id);
      const { line } = this.owned(found && { line: found, successor: undefined, committed: rupiah(0) });
      const versions = await manager.find(AllocationVersionRow, { where: { allocationId: line.id }, order: { version: 'ASC' } });
      return { ...(await this.view(manager, line)), versions: versions.map(({ fact }) => fact) };
    });
  }

  /** A line and a declaration of none for one payer and year: the second waits and then sees the first. */
  private async oneAtATime(tx: EntityManager, payer: GovernmentCode, year: FiscalYear): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`budgets-allocation-${payer}-${year}`]);
  }

  private async circumstances(tx: EntityManager, { payer, beneficiary, supersedes }: NewAllocation): Promise<Circumstances> {
    const payerKnown = await this.governments.has(payer, tx);
    const beneficiaryKnown = await this.governments.has(beneficiary, tx);
    if (supersedes === null) return { payerKnown, beneficiaryKnown };
    const superseded = await this.lines.lock(tx, supersedes);
    const rival = await tx.findOneBy(AllocationRow, { supersedes });
    return { payerKnown, beneficiaryKnown, superseded, rival: rival ? allocationOf(rival) : undefined };
  }

  private async save(tx: EntityManager, line: Allocation): Promise<void> {
    const fact = allocationRecorded(line);
    await tx.save(AllocationRow, allocationRow(line));
    await tx.insert(AllocationVersionRow, { allocationId: line.id, version: line.version, fact });
    const province = provinceOf(line.payer);
    await this.outbox.publish({
      type: 'budgets.allocation-recorded.v1',
      subject: line.id,
      province,
      aggregateVersion: line.version,
      data: fact,
    });
  }

  private async view(manager: EntityManager, line: Allocation): Promise<AllocationView> {
    const [ceiling] = await this.lines.ceilings(manager, [line]);
    return allocationView(ceiling ?? { line, successor: undefined, committed: rupiah(0) });
  }

  private owned(found: Ceiling | undefined): Ceiling {
    if (!found) throw new DomainError('not-found', 'allocation-not-found', 'Alokasi ini tidak ditemukan.');
    currentActor().requireGovernment(found.line.payer);
    return found;
  }
}
