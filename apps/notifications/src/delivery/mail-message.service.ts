import { type BusinessDate, momentAt } from '@komitmen/kernel';
import type Mail from 'nodemailer/lib/mailer';
import { createTransport } from 'nodemailer';
import type { LetterRow } from '../letter/letter.entity';
import type { Configuration } from '../settings';
import type { Moment } from '../working-time/working-time';

export type MailedLetter = Pick<LetterRow, 'id' | 'subject' | 'title' | 'email' | 'text' | 'html'>;

/** The letter as an e-mail. However often it is sent, its Message-ID is the same, so that a mail program shows it once. */
export function mailOf(letter: MailedLetter, { mailFrom, replyTo }: Pick<Configuration, 'mailFrom' | 'replyTo'>, date: Date): Mail.Options {
  return {
    messageId: `<${letter.id}@${mailFrom.slice(mailFrom.lastIndexOf('@') + 1)}>`,
    date,
    from: { name: 'Komitmen', address: mailFrom },
    to: { name: letter.title, address: letter.email },
    replyTo,
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    // Asks automatic responders to keep still (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': 'id' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/** The bytes of the e-mail, as an `.eml` file holds them. */
export async function mailBytes(mail: Mail.Options): Promise<Buffer> {
  const { message } = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail(mail);
  if (!Buffer.isBuffer(message)) throw new Error('nodemailer gave a stream where a buffer was asked for');
  return message;
}

/** The instant at which the wall clock of `zone` shows `moment`; zones of Indonesia never shift. */
export function instantOf(moment: Moment, zone: string): Date {
  const asUtc = Date.parse(`${moment.date}T${moment.time}:00Z`);
  const shown = momentAt(new Date(asUtc), zone);
  return new Date(2 * asUtc - Date.parse(`${shown.date satisfies BusinessDate}T${shown.time}:00Z`));
}
