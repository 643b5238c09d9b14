import { DomainError } from '@komitmen/kernel';
import { MessageContext, Rebuild, type RebuiltModel, type RebuildState, UnitOfWork } from '@komitmen/messaging';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BusinessDayStore } from '../projection/business-day.store';
import { ProjectionService } from '../projection/projection.service';
import { RuleParameterStore } from '../rule-parameter/rule-parameter.store';
import { GenerationStore } from './generation.store';

/** Offsets are counts of events. */
export interface RebuildView extends Omit<RebuildState, 'read' | 'events' | 'begunAt'> {
  readonly begunAt: string | null;
  readonly read: number;
  readonly events: number;
}

/** Builds the read model anew from the log, beside the live one, and swaps it in. */
@Injectable()
export class RebuildService implements RebuiltModel, OnModuleInit {
  /** Settings of rules that were known before the generation was judged. */
  private judgedWith: ReadonlySet<string> = new Set();

  constructor(
    private readonly rebuild: Rebuild,
    private readonly unitOfWork: UnitOfWork,
    private readonly projection: ProjectionService,
    private readonly days: BusinessDayStore,
    private readonly parameters: RuleParameterStore,
    private readonly generations: GenerationStore,
  ) {}

  onModuleInit(): void {
    this.rebuild.register(this);
  }

  async state(): Promise<RebuildView> {
    const { read, events, begunAt, ...state } = await this.rebuild.state();
    return { ...state, begunAt: begunAt?.toISOString() ?? null, read: Number(read), events: Number(events) };
  }

  /** @throws DomainError `rebuild-running` (409). */
  async begin(verify: boolean): Promise<RebuildView> {
    if (!(await this.rebuild.begin({ verify }))) throw running();
    return this.state();
  }

  /** @throws DomainError `rebuild-running`, `no-former-generation` (409). */
  async rollBack(): Promise<RebuildView> {
    if (!(await this.rebuild.rollBack())) throw await this.whyNot();
    return this.state();
  }

  /** @throws DomainError `rebuild-running`, `no-former-generation` (409). */
  async dropFormer(): Promise<RebuildView> {
    if (!(await this.rebuild.dropFormer())) throw await this.whyNot();
    return this.state();
  }

  async judge(generation: number): Promise<void> {
    this.judgedWith = new Set((await this.unitOfWork.run((transaction) => this.parameters.all(transaction))).map(nameOf));
    await silently(generation, () => this.projection.judgeAll(generation));
  }

  compare(building: number, live: number): Promise<string | null> {
    return this.generations.differingFact(building, live);
  }

  async beforeSwap(building: number, live: number, verify: boolean): Promise<string | null> {
    const transaction = this.unitOfWork.transaction();
    // Whoever sets a parameter waits from here on, and finds the new generation live.
    await this.days.lock(await this.days.provinces(building));
    const late = (await this.parameters.all(transaction)).filter((one) => !this.judgedWith.has(nameOf(one)));
    for (const { province, fiscalYear } of late) await silently(building, () => this.projection.reconsider(province, fiscalYear, building));
    const difference = verify ? await this.generations.difference(transaction, building, live) : null;
    if (difference === null) await this.generations.countVersionsOn(transaction, building, live);
    return difference;
  }

  forget(generations: readonly number[]): Promise<void> {
    return this.generations.forget(generations);
  }

  private async whyNot(): Promise<DomainError> {
    if ((await this.rebuild.state()).building !== null) return running();
    return new DomainError('conflict', 'no-former-generation', 'Tidak ada generasi sebelumnya.', {});
  }
}

const running = (): DomainError => new DomainError('conflict', 'rebuild-running', 'Pembangunan ulang sedang berjalan.', {});

const nameOf = ({ province, fiscalYear, rule, version }: { province: string; fiscalYear: number; rule: string; version: number }): string =>
  `${province} ${fiscalYear} ${rule} ${version}`;

const silently = (generation: number, work: () => Promise<void>): Promise<void> =>
  MessageContext.run({ correlationId: `rebuild-${generation}`, rebuilding: true }, work);
