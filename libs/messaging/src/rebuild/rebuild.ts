import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Backoff } from '../backoff';
import { ChunkProcessor } from '../consumer/chunk-processor';
import { GroupConsumer } from '../consumer/group-consumer';
import { type Building, Inbox } from '../consumer/inbox';
import { DeadLetters } from '../dead-letter/dead-letters';
import type { RecordPosition, RecordRange, TopicPartition } from '../event-log/event-log';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options';
import { isTransient } from '../transient-error';
import { UnitOfWork } from '../unit-of-work';
import { WakeSignal } from '../wake-signal';
import { GenerationStore, type Generations } from './generation-store';
import { Lease } from './lease';

/** A read model whose rows bear the generation they were built in. */
export interface RebuiltModel {
  /** All of the past is gathered: brings what follows from it to where events can be handled as usual. May be called again. */
  judge(generation: number): Promise<void>;
  /** Compares what does not change any more once it is there. @returns the first difference in words, null when there is none. */
  compare(building: number, live: number): Promise<string | null>;
  /** In the transaction of the swap, both having handled the same events. @returns with `verify` the first difference, as above. */
  beforeSwap(building: number, live: number, verify: boolean): Promise<string | null>;
  /** Deletes the rows of the generations. */
  forget(generations: readonly number[]): Promise<void>;
}

export interface RebuildState extends Generations {
  /** Of `events`, those that the generation being built has come by; the live one while none is built. */
  read: bigint;
  /** All that the log holds of the service's topics. */
  events: bigint;
}

/** It will never go live as it is. */
class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** The process ends, or another one leads. */
class LeavingError extends Error {
  override readonly name = 'LeavingError';
}

const LOOK_EVERY_MS = 1_000;
const LOOK_AT_PROGRESS_EVERY_MS = 25;
/** So few are handled while the live generation is held. */
const FEW = 500n;

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;
const remaining = (ranges: readonly RecordRange[]): bigint => ranges.reduce((sum, { from, to }) => sum + to - from, 0n);

/**
 * Builds a generation of the read model from the log beside the live one, publishing nothing, and makes it the live one; also brings
 * the former one back. All of its state is in the database: any process of the service goes on with what another began, one at a time.
 */
@Injectable()
export class Rebuild implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger: Logger;
  private readonly signal = new WakeSignal();
  private model: RebuiltModel | undefined;
  private loop: Promise<void> | undefined;
  private stopping = false;
  private lease: Lease | null = null;

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly generations: GenerationStore,
    private readonly inbox: Inbox,
    private readonly processor: ChunkProcessor,
    private readonly deadLetters: DeadLetters,
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
  ) {
    this.logger = new Logger(`${Rebuild.name} ${options.service}`);
  }

  /** To be called before the application starts. */
  register(model: RebuiltModel): void {
    this.model = model;
  }

  onApplicationBootstrap(): void {
    if (this.model) this.loop ??= this.watch(this.model);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.signal.wake();
    await this.loop;
  }

  async state(): Promise<RebuildState> {
    const generations = await this.generations.read(this.dataSource.manager);
    const ends = await this.options.eventLog.highWatermarks(this.options.consumes);
    const handled = await this.handled(this.dataSource.manager, generations.building ?? generations.live);
    const sum = (offsets: Iterable<bigint>): bigint => [...offsets].reduce((total, offset) => total + offset, 0n);
    return { ...generations, read: sum(handled.values()), events: sum(ends.map(({ offset }) => offset)) };
  }

  /** Resolves once it is recorded; a process of the service does it. @returns false when one runs already. */
  async begin({ verify }: { verify: boolean }): Promise<boolean> {
    const begun = await this.unitOfWork.runApart((transaction) => this.generations.begin(transaction, verify));
    this.signal.wake();
    return begun;
  }

  /** Brings the former generation to where the live one is, and makes it the live one. @returns false when there is none, or a rebuild runs. */
  async rollBack(): Promise<boolean> {
    const begun = await this.unitOfWork.runApart((transaction) => this.generations.beginRollBack(transaction));
    this.signal.wake();
    return begun;
  }

  /** @returns false when there is none, or a rebuild runs. */
  async dropFormer(): Promise<boolean> {
    const dropped = await this.unitOfWork.runApart((transaction) => this.generations.forgetFormer(transaction));
    if (dropped && this.model) await this.clear(this.model);
    return dropped;
  }

  private async watch(model: RebuiltModel): Promise<void> {
    const backoff = new Backoff();
    while (!this.stopping) {
      try {
        const { building } = await this.generations.read(this.dataSource.manager);
        if (building !== null) await this.lead(model);
        backoff.reset();
        await this.signal.pause(LOOK_EVERY_MS);
      } catch (error) {
        if (!(error instanceof LeavingError)) this.logger.warn(`waits: ${error instanceof Error ? error.message : String(error)}`);
        await this.signal.pause(backoff.next());
      }
    }
  }

  private async lead(model: RebuiltModel): Promise<void> {
    this.lease = await Lease.take(this.dataSource, this.options.service);
    try {
      if (this.lease) await this.work(model);
    } finally {
      await this.lease?.release();
    }
  }

  private async work(model: RebuiltModel): Promise<void> {
    const { building, live, verify } = await this.generations.read(this.dataSource.manager);
    if (building === null) return;
    this.logger.log(`builds generation ${building} beside ${live}`);
    try {
      await this.clear(model);
      await this.build(model, building, live, verify);
      await this.clear(model);
    } catch (error) {
      if (isTransient(error) || error instanceof LeavingError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.error(`generation ${building} does not go live: ${reason}`, error instanceof RefusedError ? undefined : error);
      await this.unitOfWork.runApart((transaction) => this.generations.refuse(transaction, building, reason));
      await this.clear(model);
    }
  }

  private async build(model: RebuiltModel, building: number, live: number, verify: boolean): Promise<void> {
    await this.catchUp({ generation: building, gathering: true });
    await model.judge(building);
    for (const { id } of await this.deadLetters.openOf(building)) await this.deadLetters.replay(id, 'rebuild');
    await this.catchUp({ generation: building, gathering: false });
    const difference = verify ? await model.compare(building, live) : null;
    if (difference !== null) throw new RefusedError(difference);
    if (await this.swap(model, building, live, verify)) this.logger.log(`generation ${building} is live`);
    else await this.unitOfWork.runApart((transaction) => this.generations.beginAnew(transaction, building));
  }

  /** Until few events are left, which the swap takes in. */
  private async catchUp(building: Building): Promise<void> {
    let ranges: RecordRange[];
    do {
      ranges = await this.rangesUpTo(await this.liveOffsets(this.dataSource.manager), building.generation);
      await this.read(ranges, building);
    } while (remaining(ranges) > FEW);
  }

  /** @returns false when it holds what was discarded since: it would have to forget. */
  private swap(model: RebuiltModel, building: number, live: number, verify: boolean): Promise<boolean> {
    return this.unitOfWork.run(async (transaction) => {
      const places = await this.options.eventLog.highWatermarks(this.options.consumes);
      const held = await this.generations.hold(transaction, places);
      const ranges = await this.rangesUpTo(held, building);
      await this.unitOfWork.outside(() => this.read(ranges, { generation: building, gathering: false }));
      if (await this.generations.hasDiscarded(transaction, building)) return false;
      const anew = await this.generations.setAsideAnew(transaction, live, building);
      if (anew !== null) throw new RefusedError(`the live generation has handled what this one could not: ${anew}`);
      const difference = await model.beforeSwap(building, live, verify);
      if (difference !== null) throw new RefusedError(difference);
      await this.generations.swap(transaction, live, building);
      return true;
    }, 'rebuild.swap');
  }

  /** Gives the records of the ranges their effect in the generation; whatever fails there is set aside in it. */
  private async read(ranges: readonly RecordRange[], building: Building): Promise<void> {
    if (remaining(ranges) === 0n) return;
    const { service, consumes, eventLog, chunkSize } = this.options;
    const consumer = new GroupConsumer(
      {
        service,
        eventLog: {
          requireTopics: (topics) => eventLog.requireTopics(topics),
          consumer: ({ maxRecords, onTrouble }) =>
            eventLog.reader({ ranges, ...(maxRecords && { maxRecords }), ...(onTrouble && { onTrouble }) }),
        },
        group: `${service} generation ${building.generation}`,
        topics: consumes,
        building,
        ...(chunkSize !== undefined && { chunkSize }),
      },
      this.processor,
    );
    consumer.start();
    try {
      while (!(await this.isRead(ranges, building.generation))) {
        if (this.stopping || this.lease?.lost !== false) throw new LeavingError('the rebuild goes on elsewhere or later');
        if (consumer.stoppedReason !== null) throw new Error(consumer.stoppedReason);
        await this.signal.pause(LOOK_AT_PROGRESS_EVERY_MS);
      }
    } finally {
      await consumer.stop();
    }
  }

  private async isRead(ranges: readonly RecordRange[], generation: number): Promise<boolean> {
    const handled = await this.handled(this.dataSource.manager, generation);
    return ranges.every((range) => range.from === range.to || (handled.get(nameOf(range)) ?? 0n) >= range.to);
  }

  /** What the generation still has to come by, up to these offsets; one beyond the log's end belongs to a log that was replaced. */
  private async rangesUpTo(offsets: readonly RecordPosition[], generation: number): Promise<RecordRange[]> {
    const handled = await this.handled(this.dataSource.manager, generation);
    const watermarks = await this.options.eventLog.highWatermarks(this.options.consumes);
    const ends = new Map(watermarks.map((end) => [nameOf(end), end.offset]));
    return offsets.map(({ topic, partition, offset }) => {
      const end = ends.get(nameOf({ topic, partition })) ?? 0n;
      const to = offset < end ? offset : end;
      const from = handled.get(nameOf({ topic, partition })) ?? 0n;
      return { topic, partition, from: from < to ? from : to, to };
    });
  }

  private async liveOffsets(manager: EntityManager): Promise<RecordPosition[]> {
    const { live } = await this.generations.read(manager);
    return this.inbox.consumedOffsets(manager, live);
  }

  private async handled(manager: EntityManager, generation: number): Promise<Map<string, bigint>> {
    const offsets = await this.inbox.consumedOffsets(manager, generation);
    return new Map(offsets.map((one) => [nameOf(one), one.offset]));
  }

  /** Takes away what is of no use any more. A generation that is begun meanwhile has a number of its own. */
  private async clear(model: RebuiltModel): Promise<void> {
    const useless = await this.generations.useless(this.dataSource.manager);
    await model.forget(useless);
    await this.unitOfWork.runApart((transaction) => this.generations.forget(transaction, useless));
  }
}
