import { AsyncResource } from 'node:async_hooks';
import type { BusinessDate } from '@komitmen/kernel';
import { BusinessClock } from '@komitmen/platform';
import { takeStep, UnitOfWork } from '@komitmen/messaging';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { BusinessDaysService } from '../business-day/business-days.service';
import { LettersService } from '../letter/letters.service';
import { CONFIGURATION, type Configuration } from '../settings';
import { isSendingTime } from '../working-time/working-time';
import type { LetterQueue } from './letter-queue.service';
import { LetterSender } from './letter-sender.service';

export const LETTER_QUEUE = Symbol('notifications:letter-queue');

const EVERY_MS = 15_000;
/**
 * A letter that is still queued so long after it was handed to the queue is handed over again: the queue may have lost it. One that was
 * handed over as long after now, too: the clock was set back.
 */
const LOST_AFTER_SECONDS = 60;
const AT_ONCE = 1_000;

/** Finds what is due, by the business clock; woken by events, and by a poll in real time that heals whatever was lost. */
@Injectable()
export class Scanner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Scanner.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private started = false;
  private closed = false;
  /** The queue's worker, started by whichever event woke the scan first, must not pass as caused by that event for ever. */
  private readonly ownContext = new AsyncResource('notifications:scanner');

  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: BusinessClock,
    private readonly letters: LettersService,
    private readonly days: BusinessDaysService,
    private readonly sender: LetterSender,
    @Inject(LETTER_QUEUE) private readonly queue: LetterQueue,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => this.wake(), EVERY_MS);
    this.timer.unref();
    this.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearInterval(this.timer);
    await this.idle();
    await this.queue.close();
    this.sender.close();
  }

  /** Scans soon; one scan at a time. */
  wake(): void {
    if (this.closed) return;
    this.again = true;
    this.running ??= this.ownContext.runInAsyncScope(() => this.runWhileWanted());
  }

  /** Resolves when no scan is running. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async runWhileWanted(): Promise<void> {
    while (this.again && !this.closed) {
      this.again = false;
      await this.guarded('the days', () => this.scan());
    }
    this.running = undefined;
  }

  /** First everything is written down, then the queue is asked: one that is away must not hold up the writing. */
  private async scan(): Promise<void> {
    const days = await this.days.evaluatedDays();
    for (const { province, date } of days) await this.guarded(`province ${province}`, () => this.write(province, date));
    for (const { province } of days) await this.enqueue(province);
  }

  private async write(province: string, date: BusinessDate): Promise<void> {
    const now = await this.clock.now(province);
    // Flags of a day that scorecards have not finished may still fall: nothing is written about them yet.
    if (now.date === date) await this.letters.writeDue(province, now);
    await this.days.settle(province);
  }

  private async guarded(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.error(`the scan of ${what} for due letters failed and will be repeated`, error);
    }
  }

  private async enqueue(province: string): Promise<void> {
    if (!isSendingTime(await this.clock.now(province), this.configuration.holidays)) return;
    await this.startQueue();
    for (let ids = await this.toEnqueue(province); ids.length > 0; ids = await this.toEnqueue(province)) {
      await takeStep('notifications', 'queue.add', () => this.queue.add(ids));
      await this.unitOfWork.run((tx) => tx.query('UPDATE letter SET enqueued_at = now() WHERE id = ANY ($1)', [ids]), 'queue.noted');
    }
  }

  /** A queue that is away stops neither the service's start nor a day: it is tried again with every scan. */
  private async startQueue(): Promise<void> {
    if (this.started) return;
    await this.queue.start((letterId) => this.sender.send(letterId));
    this.started = true;
  }

  private async toEnqueue(province: string): Promise<string[]> {
    const rows = await this.unitOfWork.run((tx) =>
      tx.query<{ id: string }[]>(
        `SELECT id FROM letter WHERE province = $1 AND state = 'queued'
           AND (enqueued_at IS NULL OR enqueued_at NOT BETWEEN now() - make_interval(secs => $2) AND now() + make_interval(secs => $2))
         ORDER BY enqueued_at NULLS FIRST, id LIMIT $3`,
        [province, LOST_AFTER_SECONDS, AT_ONCE],
      ),
    );
    return rows.map((row) => row.id);
  }
}
