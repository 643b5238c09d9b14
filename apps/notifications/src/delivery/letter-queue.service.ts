import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import {
  createPostgresBackend,
  Queue,
  Worker,
  type IQueueBackend,
  type JobsOptions,
  type QueueOptions,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import { Redis } from 'ioredis';
import { LETTER_QUEUE_SCHEMA, prepareLetterQueue, requireLetterQueue } from './letter-queue-schema.service';

/** The queue executes, throttles and retries; the letter table is the truth, and a job carries a letter's id alone. */
export interface LetterQueue {
  /** Waits until the queue is there, then takes jobs and hands each letter to `send`; a rejection is tried again later. */
  start(send: (letterId: string) => Promise<void>): Promise<void>;
  /** A letter that already waits is not added twice. */
  add(letterIds: readonly string[]): Promise<void>;
  /** Resolves when the server that keeps the queue answers. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export interface LetterQueueOptions {
  /** Redis when set, else PostgreSQL. */
  readonly redisUrl: string | null;
  readonly databaseUrl: string;
  readonly concurrency?: number;
  /** Real time before the first retry; it doubles with every further one. */
  readonly firstRetryMs?: number;
  /** How long a job of a worker that died stays reserved. */
  readonly lockMs?: number;
  /** How long the end of the service waits for letters in hand. */
  readonly closeWithinMs?: number;
}

interface LetterJob {
  readonly letterId: string;
}
/** What both backends' queues and workers have in common. */
interface JobQueue extends Pick<Queue<LetterJob>, 'clean' | 'close'> {
  addBulk(jobs: { name: string; data: LetterJob; opts: JobsOptions }[]): Promise<unknown>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
}
interface JobWorker extends Pick<Worker<LetterJob>, 'pause' | 'close'> {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: { data: LetterJob } | undefined, error: Error) => void): unknown;
}
type Process = (job: { readonly data: LetterJob }) => Promise<void>;

const NAME = 'letters';
/** Redis that is away makes its client wait without end; the caller has other things to do and comes back. */
const ANSWERS_WITHIN_MS = 10_000;
const CHECKED_WITHIN_MS = 2_000;

export function letterQueue(options: LetterQueueOptions): LetterQueue {
  return options.redisUrl === null
    ? new BullLetterQueue(options, postgresParts(options))
    : new BullLetterQueue(options, redisParts(options.redisUrl));
}

interface Parts {
  prepare(): Promise<void>;
  check(): Promise<void>;
  queue(): JobQueue;
  worker(process: Process, options: Omit<WorkerOptions, 'connection'>): JobWorker;
  disconnect(): void;
}

function postgresParts({ databaseUrl }: LetterQueueOptions): Parts {
  const classes = withBackend<IQueueBackend, Exclude<Parameters<typeof createPostgresBackend>[1], undefined>['connection']>(
    createPostgresBackend,
  );
  const connection = {
    connectionString: databaseUrl,
    schema: LETTER_QUEUE_SCHEMA,
    migrate: false,
    max: 2,
    application_name: 'komitmen-letters',
  };
  return {
    prepare: () => prepareLetterQueue(databaseUrl),
    check: () => requireLetterQueue(databaseUrl),
    queue: () => new classes.Queue<LetterJob>(NAME, { connection }),
    worker: (process, options) => new classes.Worker<LetterJob>(NAME, process, { ...options, connection }),
    disconnect: () => undefined,
  };
}

function redisParts(url: string): Parts {
  const connection = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
  connection.on('error', () => undefined);
  const shared: QueueOptions = { connection, prefix: 'komitmen' };
  return {
    prepare: () => requireRedis(url, ANSWERS_WITHIN_MS),
    check: () => requireRedis(url, CHECKED_WITHIN_MS),
    queue: () => new Queue<LetterJob>(NAME, shared),
    worker: (process, options) => new Worker<LetterJob>(NAME, process, { ...options, ...shared }),
    disconnect: () => connection.disconnect(),
  };
}

async function requireRedis(url: string, milliseconds: number): Promise<void> {
  const limits = { connectTimeout: milliseconds, commandTimeout: milliseconds };
  const probe = new Redis(url, { lazyConnect: true, retryStrategy: null, enableReadyCheck: false, ...limits });
  probe.on('error', () => undefined);
  try {
    await probe.connect();
    await probe.ping();
  } finally {
    probe.disconnect();
  }
}

class BullLetterQueue implements LetterQueue {
  private readonly logger = new Logger('LetterQueue');
  private queue: JobQueue | undefined;
  private worker: JobWorker | undefined;
  private readonly inHand = new Set<Promise<void>>();

  constructor(
    private readonly options: LetterQueueOptions,
    private readonly parts: Parts,
  ) {}

  async start(send: (letterId: string) => Promise<void>): Promise<void> {
    // BullMQ never recovers from a server that was away at its start, so nothing is built before the server has answered.
    await within(ANSWERS_WITHIN_MS, this.parts.prepare());
    const queue = this.open(send);
    await within(ANSWERS_WITHIN_MS, queue.waitUntilReady()).catch(async (error: unknown) => {
      await this.closeParts();
      throw error;
    });
  }

  async add(letterIds: readonly string[]): Promise<void> {
    const { queue } = this;
    if (queue === undefined) throw new Error('the letter queue has not started');
    // A job that has failed for good would keep its id taken; the table still wants the letter sent.
    await within(ANSWERS_WITHIN_MS, queue.clean(0, 1_000, 'failed'));
    const jobs = letterIds.map((letterId) => ({ name: 'letter', data: { letterId }, opts: this.jobOptions(letterId) }));
    await within(ANSWERS_WITHIN_MS, queue.addBulk(jobs));
  }

  check(): Promise<void> {
    return within(CHECKED_WITHIN_MS, this.parts.check());
  }

  async close(): Promise<void> {
    await this.closeParts();
    this.parts.disconnect();
  }

  private async closeParts(): Promise<void> {
    const { worker, queue } = this;
    const givesUpAt = performance.now() + (this.options.closeWithinMs ?? 5_000);
    const left = (): number => Math.max(givesUpAt - performance.now(), 200);
    this.worker = undefined;
    this.queue = undefined;
    if (worker) {
      // BullMQ waits for a running job without limit; a letter that is cut off here is sent again after the restart.
      await within(left(), worker.pause(true)).catch(() => undefined);
      await Promise.race([Promise.allSettled(this.inHand), delay(left(), undefined, { ref: false })]);
      await within(left(), worker.close(this.inHand.size > 0)).catch(() => undefined);
    }
    await within(left(), queue?.close()).catch(() => undefined);
  }

  private open(send: (letterId: string) => Promise<void>): JobQueue {
    const { concurrency = 4, lockMs = 30_000 } = this.options;
    const queue = this.parts.queue();
    this.queue = queue;
    queue.on('error', (error) => this.logger.warn(`letter queue: ${error.message}`));
    const limits = { concurrency, lockDuration: lockMs, stalledInterval: lockMs, maxStalledCount: 10 };
    this.worker = this.parts.worker((job) => this.hold(send(job.data.letterId)), limits);
    this.worker.on('error', (error) => this.logger.warn(`letter worker: ${error.message}`));
    this.worker.on('failed', (job, error) => this.logger.warn(`letter ${job?.data.letterId ?? ''} is tried again later: ${error.message}`));
    return queue;
  }

  private async hold(sending: Promise<void>): Promise<void> {
    this.inHand.add(sending);
    try {
      await sending;
    } finally {
      this.inHand.delete(sending);
    }
  }

  private jobOptions(letterId: string): JobsOptions {
    const backoff = { type: 'exponential', delay: this.options.firstRetryMs ?? 30_000 };
    return { jobId: letterId, attempts: 6, backoff, removeOnComplete: true, removeOnFail: true };
  }
}

async function within(ms: number, work: Promise<unknown> | undefined): Promise<void> {
  const stop = new AbortController();
  const tooLate = delay(ms, undefined, { ref: false, signal: stop.signal }).then(() => {
    throw new Error(`the letter queue did not answer within ${ms} ms`);
  });
  try {
    await Promise.race([work, tooLate]);
  } finally {
    tooLate.catch(() => undefined);
    stop.abort();
  }
}
