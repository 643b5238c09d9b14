import { Inject, Injectable } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { MESSAGING_OPTIONS, type MessagingOptions } from '../messaging-options';
import { ChunkProcessor, type HandledObserver } from './chunk-processor';
import { GroupConsumer, sumOf } from './group-consumer';
import { HandlerTable, type RunsOf } from './handler-table';

/** Second argument of `@EventPattern<string>('type', EVENT_LOG)`. */
export const EVENT_LOG: unique symbol = Symbol.for('komitmen.event-log');

export interface ConsumerProgress {
  consumer: string;
  running: boolean;
  /**
   * Last time an event was handled or set aside, or nothing was waiting, by `performance.now()`: a handler that hangs stops it,
   * slow ones do not.
   */
  lastProgressAt: number;
  /** Records not yet handled by the group; null when the log does not answer. */
  lag: bigint | null;
  /** The same for each topic that it reads. */
  lagByTopic: ReadonlyMap<string, bigint> | null;
  /** Of these, the ones that this process is to handle: other processes of the service have the others. */
  waitingHere: bigint | null;
  /** Why it waits now (a database that is away ...), null when it does not. */
  trouble: string | null;
  /** Why it stopped for good; null while it runs. */
  stoppedReason: string | null;
}

/** Nest's way to the event log: handlers are found by `@EventPattern`, everything else is ours. */
@Injectable()
export class EventLogStrategy extends Server implements CustomTransportStrategy {
  override transportId: symbol = EVENT_LOG;
  override readonly propagatesEventHandlerErrors = true;
  private consumer: GroupConsumer | undefined;
  /** When records began to wait, as far as was looked; what came in since the last look had no chance yet. */
  private waitingSince: number | null = null;

  constructor(
    @Inject(MESSAGING_OPTIONS) private readonly options: MessagingOptions,
    private readonly handlers: HandlerTable,
    private readonly processor: ChunkProcessor,
  ) {
    super();
  }

  /** Nest chains handlers of one pattern and runs them all at once; here they run in turn. */
  override addHandler(
    pattern: unknown,
    callback: MessageHandler,
    isEventHandler = false,
    extras: Record<string, unknown> & RunsOf = {},
  ): void {
    const type = String(pattern);
    Object.assign(callback, { isEventHandler, extras });
    this.messageHandlers.set(type, callback);
    this.handlers.add(type, callback, extras);
  }

  listen(callback: () => void): void {
    const { service, consumes, eventLog, chunkSize } = this.options;
    if (consumes.length > 0) {
      this.consumer = new GroupConsumer({ service, eventLog, group: service, topics: consumes, chunkSize }, this.processor);
      this.consumer.start();
    }
    callback();
  }

  async close(): Promise<void> {
    await this.consumer?.stop();
    this.consumer = undefined;
  }

  on(): void {}

  unwrap<T>(): T {
    throw new Error('the event log has no inner server');
  }

  /** Tells of each event that was handled, in the consumer and in a replay. */
  observeHandling(observer: HandledObserver): void {
    this.processor.observe(observer);
  }

  async progress(): Promise<ConsumerProgress> {
    const { service, consumes, eventLog } = this.options;
    const { consumer } = this;
    const lags = await eventLog.lag(service, consumes).catch(() => null);
    const waitingHere = lags && (consumer?.waiting(lags) ?? 0n);
    return {
      consumer: service,
      running: consumer?.isRunning() ?? false,
      lastProgressAt: this.lastProgress(waitingHere),
      lag: lags && sumOf(lags),
      lagByTopic: lags && new Map(consumes.map((topic) => [topic, sumOf(lags.filter((one) => one.topic === topic))])),
      waitingHere,
      trouble: consumer?.trouble ?? null,
      stoppedReason: consumer?.stoppedReason ?? null,
    };
  }

  private lastProgress(waitingHere: bigint | null): number {
    const waits = waitingHere !== null && waitingHere > 0n;
    this.waitingSince = waits ? (this.waitingSince ?? performance.now()) : null;
    if (this.waitingSince === null || !this.consumer) return performance.now();
    const { lastProgressAt } = this.consumer;
    return lastProgressAt > this.waitingSince ? lastProgressAt : this.waitingSince;
  }
}
