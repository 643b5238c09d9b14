import { createHash } from 'node:crypto';
import { SMTPServer } from 'smtp-server';
import type { Arrival } from './histories';

export interface ArrivedMail extends Arrival {
  /** Of the whole mail, to tell a mail sent twice from two mails under one id. */
  readonly digest: string;
}

/** A real SMTP server in the test's process, which keeps what it was given. */
export class MailServer {
  readonly arrived: ArrivedMail[] = [];
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('error', done);
      stream.once('end', () => {
        this.arrived.push(mailOf(Buffer.concat(chunks)));
        done();
      });
    },
  });

  static async start(): Promise<MailServer> {
    const mail = new MailServer();
    mail.server.on('error', () => undefined);
    await new Promise<void>((resolve) => mail.server.listen(0, '127.0.0.1', resolve));
    return mail;
  }

  get url(): string {
    const address = this.server.server.address();
    if (address === null || typeof address === 'string') throw new Error('the mail server does not listen');
    return `smtp://127.0.0.1:${address.port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }
}

function mailOf(bytes: Buffer): ArrivedMail {
  const messageId = /^Message-ID:\s*(<[^>]+>)/im.exec(bytes.toString('utf8'))?.[1] ?? 'a mail without Message-ID';
  return { messageId, digest: createHash('sha256').update(bytes).digest('hex') };
}
