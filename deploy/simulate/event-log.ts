import {
  AssignmentLostError,
  type BatchHandler,
  checkTopics,
  type ConsumerOptions,
  type EventLog,
  type EventLogConsumer,
  type EventLogProducer,
  type LogBatch,
  type LogRecord,
  type PartitionLag,
  type RecordPosition,
  type TopicPartition,
} from '@komitmen/messaging';
import type { Broker, Share } from './broker';
import type { Network } from './network';

const logAway = (): Error => Object.assign(new Error('the log did not answer'), { code: 'ECONNRESET', syscall: 'read' });

/** The port of the event log, as one process has it: it keeps to the contract, and uses whatever freedom the contract leaves. */
export class SimulatedEventLog implements EventLog {
  readonly name = 'kafka';
  private members = 0;

  constructor(
    readonly process: string,
    readonly broker: Broker,
    readonly network: Network,
  ) {}

  ensureTopics(): Promise<void> {
    return Promise.resolve();
  }

  requireTopics(wanted: readonly { name: string; partitions: number }[]): Promise<void> {
    return this.network.call('log topics', () => checkTopics(this.broker.topics(), wanted));
  }

  topics(): Promise<{ name: string; partitions: number }[]> {
    return this.network.call('log topics', () => this.broker.topics());
  }

  producer(): EventLogProducer {
    return new SimulatedProducer(this.broker, this.network);
  }

  consumer(options: ConsumerOptions): EventLogConsumer {
    this.members += 1;
    return new SimulatedConsumer(`${this.process}.${this.members}`, this.broker, this.network, options);
  }

  reader(): never {
    throw new Error('nobody rebuilds in a simulation');
  }

  follow(): never {
    throw new Error('nobody follows the log in a simulation');
  }

  highWatermarks(topics: readonly string[]): Promise<RecordPosition[]> {
    return this.network.call('log ends', () =>
      this.broker.partitionsOf(topics).map(({ topic, partition, records }) => ({ topic, partition, offset: BigInt(records.length) })),
    );
  }

  async lag(group: string, topics: readonly string[]): Promise<PartitionLag[]> {
    const ends = await this.highWatermarks(topics);
    return ends.map(({ topic, partition, offset: highWatermark }) => {
      const committed = this.broker.committed(group, { topic, partition });
      return { topic, partition, committed, highWatermark, lag: highWatermark - committed };
    });
  }

  check(): Promise<void> {
    return this.network.call('log check', () => undefined);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Appends in parts, as a broker with a limit per request does; one part may be stored and the answer lost. */
class SimulatedProducer implements EventLogProducer {
  constructor(
    private readonly broker: Broker,
    private readonly network: Network,
  ) {}

  async append(records: readonly LogRecord[]): Promise<RecordPosition[]> {
    const positions: RecordPosition[] = [];
    for (let start = 0; start < records.length;) {
      const part = records.slice(start, start + 1 + this.network.random.below(records.length));
      positions.push(...(await this.send(part)));
      start += part.length;
    }
    return positions;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private send(part: readonly LogRecord[]): Promise<RecordPosition[]> {
    const { random, weather } = this.network;
    const isLost = random.chance(weather.appendLost);
    const isStored = !isLost || random.chance(0.5);
    return this.network.call(`log append ${part.length}`, () => {
      const positions = isStored ? this.broker.append(part) : [];
      if (isLost) this.network.trace.happened('appends lost');
      if (isLost) throw logAway();
      return positions;
    });
  }
}

interface Held extends Share {
  position: bigint;
}

type Fetched = Pick<LogBatch, 'records' | 'highWatermark'> & { held: Held };

/** A member of a group: hands over batches of each of its partitions, of several at once, until it stops. */
class SimulatedConsumer implements EventLogConsumer {
  readonly group: string;
  private held = new Map<string, Held>();
  private readonly busy = new Map<string, Promise<void>>();
  private loop: Promise<void> | undefined;
  private stopping = false;
  private readonly atOnce: number;

  constructor(
    private readonly member: string,
    private readonly broker: Broker,
    private readonly network: Network,
    private readonly options: ConsumerOptions,
  ) {
    this.group = options.group;
    this.atOnce = 1 + network.random.below(3);
  }

  run(handler: BatchHandler): Promise<void> {
    this.loop = this.work(handler);
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.loop;
  }

  assignments(): TopicPartition[] {
    return [...this.held.values()].map(({ topic, partition }) => ({ topic, partition }));
  }

  private async work(handler: BatchHandler): Promise<void> {
    const keepAlive = setInterval(() => void this.renew().catch(() => undefined), this.broker.leaseMs / 4);
    while (!this.stopping) {
      let isBusy = false;
      try {
        await this.renew();
        isBusy = await this.round(handler);
      } catch (error) {
        this.options.onTrouble?.(error);
      }
      await pause(this.network.random.between(5, isBusy ? 50 : 400));
    }
    clearInterval(keepAlive);
    await Promise.all(this.busy.values());
    await this.network.call('log leave', () => this.broker.leave(this.group, this.member)).catch(() => undefined);
  }

  private async renew(): Promise<void> {
    const { group, member, options } = this;
    const shares = await this.network.call('log renew', () => this.broker.renew(group, member, options.topics));
    this.held = new Map(shares.map((share) => [share.name, this.stillHeld(share) ?? { ...share, position: share.committed }]));
  }

  private stillHeld({ name, ownership }: Share): Held | undefined {
    const held = this.held.get(name);
    return held?.ownership === ownership ? held : undefined;
  }

  /** @returns whether there was anything to hand over. */
  private async round(handler: BatchHandler): Promise<boolean> {
    const free = [...this.held.values()].filter(({ name }) => !this.busy.has(name));
    const batches = await this.network.call('log fetch', () => free.flatMap((held) => this.fetch(held)));
    for (const batch of batches) {
      if (this.busy.size >= this.atOnce) await Promise.race(this.busy.values());
      const { name } = batch.held;
      if (this.held.get(name) !== batch.held || this.stopping) continue;
      const delivered = this.deliver(batch, handler).finally(() => this.busy.delete(name));
      this.busy.set(name, delivered);
    }
    return batches.length > 0;
  }

  private fetch(held: Held): Fetched[] {
    const { random, weather } = this.network;
    const log = this.broker.recordsOf(held);
    const back = random.chance(weather.rewind) ? random.below(4) : 0;
    const start = Math.max(0, Number(held.position) - back);
    const records = log.slice(start, start + 1 + random.below(this.options.maxRecords ?? 1_000));
    return records.length === 0 ? [] : [{ held, records, highWatermark: BigInt(log.length) }];
  }

  private async deliver({ held, records, highWatermark }: Fetched, handler: BatchHandler): Promise<void> {
    const { topic, partition, name } = held;
    try {
      const commit = (next: bigint): Promise<void> => this.commit(held, next);
      await handler({ topic, partition, records, highWatermark, commit, heartbeat: () => this.heartbeat(held) });
      held.position = (records.at(-1)?.offset ?? 0n) + 1n;
    } catch (error) {
      if (!(error instanceof AssignmentLostError)) this.options.onTrouble?.(error);
      if (this.held.get(name) === held) this.held.delete(name);
    }
  }

  private async commit(held: Held, nextOffset: bigint): Promise<void> {
    const isOurs = await this.network.call('log commit', () => this.broker.commit(this.group, held, nextOffset));
    if (!isOurs) throw new AssignmentLostError(held.topic, held.partition);
  }

  private async heartbeat(held: Held): Promise<void> {
    await this.renew();
    if (this.held.get(held.name) !== held) throw new AssignmentLostError(held.topic, held.partition);
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
