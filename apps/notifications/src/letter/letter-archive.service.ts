import { DomainError } from '@komitmen/kernel';
import { currentActor } from '@komitmen/platform';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DeliveryRow } from '../delivery/delivery.entity';
import { instantOf, mailBytes, mailOf } from '../delivery/mail-message.service';
import { GovernmentRow } from '../recipient/government.entity';
import type { DeliveryView, LetterView } from '../reminder/reminder.dto';
import { CONFIGURATION, type Configuration } from '../settings';
import { LetterRow } from './letter.entity';

@Injectable()
export class LetterArchive {
  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** @throws DomainError `letter-unknown`, `government-out-of-scope`. */
  async letter(id: string): Promise<LetterView> {
    const letter = await this.visible(id);
    const { government, subject, post, title, email, copies, date, text, html, state, sentDate, sentTime } = letter;
    return {
      id,
      government,
      subject,
      to: { post, title, email },
      cc: copies,
      date,
      text,
      html,
      state,
      sentAt: sentDate === null || sentTime === null ? null : { date: sentDate, time: sentTime },
      zone: await this.zoneOf(government),
      deliveries: (await this.deliveries(id)).map(deliveryView),
    };
  }

  /** @throws DomainError `letter-unknown`, `government-out-of-scope`. */
  async file(id: string): Promise<Buffer> {
    const letter = await this.visible(id);
    return mailBytes(mailOf(letter, this.configuration, await this.dateOf(letter)));
  }

  /** The mail's own date: a file bears its business moment, a mail the real time of its last attempt. */
  private async dateOf(letter: LetterRow): Promise<Date> {
    const last = (await this.deliveries(letter.id)).at(-1);
    if (last?.via === 'smtp') return last.startedAt;
    const moment = { date: letter.sentDate ?? letter.date, time: letter.sentTime ?? letter.time };
    return instantOf(moment, (await this.zoneOf(letter.government)) ?? 'UTC');
  }

  private async visible(id: string): Promise<LetterRow> {
    const letter = await this.dataSource.manager.findOneBy(LetterRow, { id });
    if (letter === null)
      throw new DomainError('not-found', 'letter-unknown', 'Surat pengingat ini tidak ditemukan.', { id: id.slice(0, 80) });
    currentActor().requireGovernment(letter.government);
    return letter;
  }

  private deliveries(letterId: string): Promise<DeliveryRow[]> {
    return this.dataSource.manager.find(DeliveryRow, { where: { letterId }, order: { startedAt: 'ASC', id: 'ASC' } });
  }

  private async zoneOf(government: string): Promise<string | null> {
    return (await this.dataSource.manager.findOneBy(GovernmentRow, { code: government }))?.zone ?? null;
  }
}

const deliveryView = ({ id, via, outcome, smtpStatus, detail, startedAt, endedAt }: DeliveryRow): DeliveryView => ({
  id,
  via,
  outcome,
  smtpStatus,
  detail,
  startedAt: startedAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
});
