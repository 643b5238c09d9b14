import { POSTS } from '@komitmen/contracts';
import type { BusinessDate } from '@komitmen/kernel';
import { UnitOfWork } from '@komitmen/messaging';
import { Inject, Injectable } from '@nestjs/common';
import { type EntityManager, In, IsNull, LessThanOrEqual } from 'typeorm';
import { BusinessDaysService } from '../business-day/business-days.service';
import { DeliveryRow } from '../delivery/delivery.entity';
import { FlagRow } from '../flag/flag.entity';
import { GovernmentRow } from '../recipient/government.entity';
import { OfficialRow } from '../recipient/official.entity';
import type { Reminder } from '../reminder/reminder';
import { ReminderRow, toReminder } from '../reminder/reminder.entity';
import { CONFIGURATION, type Configuration } from '../settings';
import { isSendingTime, type Moment, SENDING_FROM, workingDaysAfter } from '../working-time/working-time';
import { composeLetter, dueByRecipient, letterId, type Matter } from './letter';
import { letterHtml } from './letter-html';
import { letterText } from './letter-text';
import { LetterRow } from './letter.entity';
import { plainWords } from './plain-words';

/** A letter's words and address, as they are when it is written. */
type Written = Pick<LetterRow, 'subject' | 'title' | 'email' | 'copies' | 'text' | 'html'>;

@Injectable()
export class LettersService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly days: BusinessDaysService,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** Writes one letter per recipient of all that is due, inside the hours of sending; notes that the day's letters are written. */
  writeDue(province: string, now: Moment): Promise<number> {
    return this.unitOfWork.run(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`notifications-letters-${province}`]);
      const due = isSendingTime(now, this.configuration.holidays) ? await this.due(tx, province, now) : [];
      let written = 0;
      for (const reminders of dueByRecipient(due, now).values()) if (await this.write(tx, province, now.date, reminders)) written += 1;
      await this.days.markWritten(province, now.date);
      return written;
    }, 'letters.commit');
  }

  /** The words of a letter about these reminders, or undefined while its government or office is not known. */
  async compose(
    tx: EntityManager,
    letter: Pick<LetterRow, 'government' | 'post' | 'date'>,
    reminders: readonly Reminder[],
  ): Promise<Written | undefined> {
    const government = await tx.findOneBy(GovernmentRow, { code: letter.government });
    const officials = (await tx.findBy(OfficialRow, { government: letter.government })).map(({ post, email, title }) => ({
      post,
      email,
      title: plainWords(title),
    }));
    const recipient = officials.find((official) => official.post === letter.post);
    if (government === null || recipient === undefined) return undefined;
    const copies = POSTS.flatMap((post) =>
      officials.filter((one) => one.post === post && post !== letter.post).map(({ title }) => ({ post, title })),
    );
    const { answerWithinWorkingDays: term, holidays, replyTo, publicUrl } = this.configuration;
    const content = composeLetter({
      government,
      recipient,
      copies,
      date: letter.date,
      matters: await this.matters(tx, reminders),
      answerBy: term === null ? null : workingDaysAfter(letter.date, term, holidays),
      replyTo,
      applicationUrl: publicUrl,
    });
    const { title, email } = recipient;
    return { subject: content.subject, title, email, copies, text: letterText(content), html: letterHtml(content) };
  }

  private async due(tx: EntityManager, province: string, now: Moment): Promise<Reminder[]> {
    const waiting = await tx.find(ReminderRow, {
      where: { province, state: 'scheduled', letterId: IsNull(), dueDate: LessThanOrEqual(now.date) },
      order: { government: 'ASC', post: 'ASC', id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    const standing = await tx.find(FlagRow, { select: { id: true }, where: { id: In(waiting.map((row) => row.flagId)), standing: true } });
    const ids = new Set(standing.map((flag) => flag.id));
    return waiting.filter((row) => ids.has(row.flagId)).map(toReminder);
  }

  private async write(tx: EntityManager, province: string, date: BusinessDate, reminders: readonly Reminder[]): Promise<boolean> {
    const [first] = reminders;
    if (first === undefined) return false;
    const address = { government: first.government, post: first.post, date };
    const id = letterId(first.government, first.post, date);
    if (!(await this.mayWrite(tx, id))) return false;
    const words = await this.compose(tx, address, reminders);
    if (words === undefined) return false;
    const fresh = {
      time: SENDING_FROM,
      state: 'queued' as const,
      attempts: 0,
      sentDate: null,
      sentTime: null,
      writtenAt: new Date(),
      enqueuedAt: null,
    };
    await tx.upsert(LetterRow, { id, province, ...address, ...words, ...fresh }, ['id']);
    await tx.update(ReminderRow, { id: In(reminders.map((reminder) => reminder.id)) }, { letterId: id });
    return true;
  }

  /** A recipient gets one letter a day; one that was withdrawn before anybody tried to send it may be written anew. */
  private async mayWrite(tx: EntityManager, id: string): Promise<boolean> {
    const letter = await tx.findOneBy(LetterRow, { id });
    if (letter === null) return true;
    return letter.state === 'withdrawn' && (await tx.countBy(DeliveryRow, { letterId: id })) === 0;
  }

  private async matters(tx: EntityManager, reminders: readonly Reminder[]): Promise<Matter[]> {
    const flags = await tx.findBy(FlagRow, { id: In(reminders.map((reminder) => reminder.flagId)) });
    const bySince = flags.sort((a, b) => (a.since === b.since ? a.id.localeCompare(b.id) : a.since < b.since ? -1 : 1));
    return bySince.map(({ id: flagId, rule, fiscalYear, since, evidence }) => ({
      flagId,
      rule,
      fiscalYear,
      since,
      evidence,
      rung: Math.max(1, ...reminders.filter((reminder) => reminder.flagId === flagId).map((reminder) => reminder.rung)),
    }));
  }
}
