import { BusinessClock } from '@komitmen/platform';
import { takeStep, UnitOfWork } from '@komitmen/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { Between, type EntityManager, In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { BusinessDaysService } from '../business-day/business-days.service';
import { FlagRow } from '../flag/flag.entity';
import { LetterRow } from '../letter/letter.entity';
import { LettersService } from '../letter/letters.service';
import { GovernmentRow } from '../recipient/government.entity';
import { markBounced, markSent, type Reminder, withdraw } from '../reminder/reminder';
import { RemindersService } from '../reminder/reminders.service';
import { CONFIGURATION, type Configuration } from '../settings';
import { isSendingTime, type Moment, sendingMoment } from '../working-time/working-time';
import { DeliveryRow } from './delivery.entity';
import { instantOf } from './mail-message.service';
import type { DeliveryResult, Mailer } from './mailer.service';

export const MAILER = Symbol('notifications:mailer');

/** As long as mail servers usually try (RFC 5321, 4.5.4.1: at least 4-5 days); then a letter counts as bounced. */
const GIVE_UP_AFTER_MS = 5 * 86_400_000;

/** In locks: longer than a mail server takes, so that a delivery begun earlier and not ended belongs to a worker that died. */
const IN_HAND_LOCKS = 4;

/** Makes the queue try again; a delivery that was tried is already recorded. */
export class LetterDeferred extends Error {
  override readonly name = 'LetterDeferred';
}

interface Claim {
  readonly letter: LetterRow;
  readonly deliveryId: string;
  /** The reminders that the letter's text speaks of. */
  readonly reminderIds: readonly string[];
  readonly sentAt: Moment;
  /** The mail's own date: a file of a demonstration carries its business moment, a real mail the real time. */
  readonly date: Date;
}

@Injectable()
export class LetterSender {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: BusinessClock,
    private readonly letters: LettersService,
    private readonly reminders: RemindersService,
    private readonly days: BusinessDaysService,
    @Inject(MAILER) private readonly mailer: Mailer,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /**
   * Sends one letter if it is still to be sent, by one worker of all instances at a time; after a crash in between at worst the
   * same Message-ID leaves twice.
   */
  async send(letterId: string): Promise<void> {
    const claim = await this.unitOfWork.run((tx) => this.claim(tx, letterId), 'mail.claim');
    if (claim === undefined) return;
    const result = await takeStep('notifications', 'mail.send', () => this.mailer.deliver(claim.letter, claim.date));
    const outcome = await this.unitOfWork.run((tx) => this.record(tx, claim, result), 'mail.record');
    await this.days.settle(claim.letter.province);
    if (outcome === 'deferred') throw new LetterDeferred(`letter ${letterId} was not taken: ${result.detail}`);
  }

  close(): void {
    this.mailer.close();
  }

  /** Looks once more whether what the letter says still holds, and notes that it is on its way. */
  private async claim(tx: EntityManager, letterId: string): Promise<Claim | undefined> {
    const letter = await this.lockQueued(tx, letterId);
    if (letter === undefined) return undefined;
    if (await this.isInHand(tx, letterId)) throw new LetterDeferred(`letter ${letterId} is in the hands of another worker`);
    const now = await this.clock.now(letter.province);
    if (!isSendingTime(now, this.configuration.holidays)) return undefined;
    const standing = await this.withdrawFallen(tx, letter);
    if (standing.length === 0) return undefined;
    const deliveryId = uuidv7();
    await tx.insert(DeliveryRow, { id: deliveryId, letterId, via: this.mailer.via, outcome: 'started', startedAt: new Date() });
    const sentAt = sendingMoment(letter, now);
    const date = this.mailer.via === 'file' ? instantOf(sentAt, await this.zoneOf(tx, letter)) : new Date();
    return { letter, deliveryId, reminderIds: standing.map((reminder) => reminder.id), sentAt, date };
  }

  /** A letter as a file may be written twice; a mail that has left cannot be called back. */
  private isInHand(tx: EntityManager, letterId: string): Promise<boolean> {
    if (this.mailer.via === 'file') return Promise.resolve(false);
    const inHandMs = IN_HAND_LOCKS * this.configuration.letterLockMs;
    // What was begun long after now was begun before the clock was set back.
    const startedAt = Between(new Date(Date.now() - inHandMs), new Date(Date.now() + inHandMs));
    return tx.existsBy(DeliveryRow, { letterId, outcome: 'started', startedAt });
  }

  private async record(tx: EntityManager, claim: Claim, result: DeliveryResult): Promise<DeliveryResult['outcome']> {
    const { deliveryId, letter, reminderIds, sentAt } = claim;
    const givenUp = result.outcome === 'deferred' && Date.now() - letter.writtenAt.getTime() > GIVE_UP_AFTER_MS;
    const outcome = givenUp ? 'bounced' : result.outcome;
    const { smtpStatus, detail } = result;
    await tx.update(DeliveryRow, { id: deliveryId }, { outcome, smtpStatus, detail, endedAt: new Date() });
    await tx.increment(LetterRow, { id: letter.id }, 'attempts', 1);
    if ((await this.lockQueued(tx, letter.id)) === undefined || outcome === 'deferred') return outcome;
    const listed = await this.reminders.load(tx, { ids: reminderIds });
    if (outcome === 'sent') {
      await tx.update(LetterRow, { id: letter.id }, { state: 'sent', sentDate: sentAt.date, sentTime: sentAt.time });
      await this.reminders.save(
        tx,
        letter.province,
        listed.flatMap((reminder) => markSent(reminder, letter.id, sentAt)),
      );
    } else {
      await tx.update(LetterRow, { id: letter.id }, { state: 'bounced' });
      await this.reminders.save(
        tx,
        letter.province,
        listed.flatMap((reminder) => markBounced(reminder, letter.id, smtpStatus)),
      );
    }
    return outcome;
  }

  private async lockQueued(tx: EntityManager, id: string): Promise<LetterRow | undefined> {
    return (await tx.findOne(LetterRow, { where: { id, state: 'queued' }, lock: { mode: 'pessimistic_write' } })) ?? undefined;
  }

  /** Takes out what has cleared since the letter was written, and writes it anew without; an empty one is withdrawn. */
  private async withdrawFallen(tx: EntityManager, letter: LetterRow): Promise<Reminder[]> {
    const listed = (await this.reminders.load(tx, { letterId: letter.id })).filter((reminder) => reminder.state === 'scheduled');
    const flags = await tx.findBy(FlagRow, { id: In(listed.map((reminder) => reminder.flagId)), standing: true });
    const standing = listed.filter((reminder) => flags.some((flag) => flag.id === reminder.flagId));
    await this.reminders.save(tx, letter.province, listed.filter((reminder) => !standing.includes(reminder)).flatMap(withdraw));
    if (standing.length === 0) await tx.update(LetterRow, { id: letter.id }, { state: 'withdrawn' });
    else await this.rewrite(tx, letter, standing);
    return standing;
  }

  private async rewrite(tx: EntityManager, letter: LetterRow, standing: readonly Reminder[]): Promise<void> {
    const words = await this.letters.compose(tx, letter, standing);
    if (words === undefined) return;
    Object.assign(letter, words);
    await tx.update(LetterRow, { id: letter.id }, words);
  }

  private async zoneOf(tx: EntityManager, letter: LetterRow): Promise<string> {
    return (await tx.findOneByOrFail(GovernmentRow, { code: letter.government })).zone;
  }
}
