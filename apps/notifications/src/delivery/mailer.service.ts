import { randomBytes } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import type { Configuration } from '../settings';
import { mailBytes, mailOf, type MailedLetter } from './mail-message.service';

export interface DeliveryResult {
  /** `deferred`: nobody has decided yet, try again; `bounced`: the recipient's server has refused for good. */
  readonly outcome: 'sent' | 'deferred' | 'bounced';
  readonly smtpStatus: number | null;
  /** What the server or the file system said. */
  readonly detail: string;
}

/** Hands one letter over and says how it went; it never throws. */
export interface Mailer {
  readonly via: 'file' | 'smtp';
  deliver(letter: MailedLetter, date: Date): Promise<DeliveryResult>;
  close(): void;
}

export const mailerFor = (configuration: Configuration): Mailer =>
  configuration.smtpUrl === null ? fileMailer(configuration) : smtpMailer(configuration, configuration.smtpUrl);

/** Without a mail server a letter is a file under the data folder, complete or not there at all. */
function fileMailer(configuration: Configuration): Mailer {
  const folder = join(configuration.dataDir, 'mail');
  return {
    via: 'file',
    deliver: async (letter, date) => {
      try {
        const name = `${letter.id}.eml`;
        await mkdir(folder, { recursive: true });
        await writeWhole(join(folder, name), await mailBytes(mailOf(letter, configuration, date)));
        return { outcome: 'sent', smtpStatus: null, detail: `mail/${name}` };
      } catch (error) {
        return { outcome: 'deferred', smtpStatus: null, detail: detailOf(error) };
      }
    },
    close: () => undefined,
  };
}

async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

const SMTP_DEFAULTS = {
  pool: 'true',
  maxConnections: '4',
  maxMessages: '100',
  connectionTimeout: '10000',
  greetingTimeout: '10000',
  socketTimeout: '30000',
};

function smtpMailer(configuration: Configuration, smtpUrl: string): Mailer {
  const url = new URL(smtpUrl);
  for (const [name, value] of Object.entries(SMTP_DEFAULTS)) if (!url.searchParams.has(name)) url.searchParams.set(name, value);
  const transport = createTransport(url.href);
  return {
    via: 'smtp',
    deliver: async (letter, date) => {
      try {
        const { response } = (await transport.sendMail(mailOf(letter, configuration, date))) as { response: string };
        return { outcome: 'sent', smtpStatus: 250, detail: response.slice(0, 500) };
      } catch (error) {
        return refusal(error);
      }
    },
    close: () => transport.close(),
  };
}

interface SmtpError {
  readonly responseCode?: unknown;
  readonly command?: unknown;
}

/** A refusal for good concerns this recipient or this message; a server that refuses our sign-in or sender may be mended. */
function refusal(error: unknown): DeliveryResult {
  const { responseCode, command } = (typeof error === 'object' && error !== null ? error : {}) as SmtpError;
  const smtpStatus = typeof responseCode === 'number' ? responseCode : null;
  const aboutTheLetter = command === 'RCPT TO' || command === 'DATA';
  const bounced = smtpStatus !== null && smtpStatus >= 500 && aboutTheLetter;
  return { outcome: bounced ? 'bounced' : 'deferred', smtpStatus, detail: detailOf(error) };
}

const detailOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500);
