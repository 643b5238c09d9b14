import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

type Refusal = (address: string, times: number) => number | null;

/** A real SMTP server in the test's process. `refuse` gives the status with which it turns an address away, or null. */
export class MailSink {
  /** Those that it has acknowledged; one whose connection was cut before is another's to send again. */
  readonly received: ParsedMail[] = [];
  refuse: Refusal = () => null;
  /** Called with a mail before it is acknowledged. */
  beforeAcknowledge: (mail: ParsedMail) => Promise<void> = () => Promise.resolve();
  /** The status with which every mail is turned away once it has been read whole, or null. */
  refuseMail: number | null = null;
  private readonly asked = new Map<string, number>();
  /** Open connections by the other side's port. */
  private readonly sockets = new Map<number, Socket>();
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, done) => {
      const times = (this.asked.get(address) ?? 0) + 1;
      this.asked.set(address, times);
      const status = this.refuse(address, times);
      done(status === null ? null : Object.assign(new Error(`${status} refused`), { responseCode: status }));
    },
    onData: (stream, { remotePort }, done) => {
      simpleParser(stream)
        .then(async (mail) => {
          if (this.refuseMail !== null) throw Object.assign(new Error(`${this.refuseMail} refused`), { responseCode: this.refuseMail });
          await this.beforeAcknowledge(mail);
          if (!this.sockets.has(remotePort)) throw new Error('nobody is there to hear it');
          this.received.push(mail);
          done();
        })
        .catch(done);
    },
  });

  static async start(): Promise<MailSink> {
    const sink = new MailSink();
    sink.server.on('error', () => undefined);
    sink.server.server.on('connection', (socket) => sink.open(socket));
    await new Promise<void>((resolve) => sink.server.listen(0, '127.0.0.1', resolve));
    return sink;
  }

  get url(): string {
    const address = this.server.server.address();
    if (address === null || typeof address === 'string') throw new Error('the mail sink does not listen');
    return `smtp://127.0.0.1:${address.port}`;
  }

  asksFor(address: string): number {
    return this.asked.get(address) ?? 0;
  }

  to(address: string): ParsedMail[] {
    return this.received.filter((mail) => (mail.to as AddressObject).value.some((one) => one.address === address));
  }

  /** Cuts every connection that is open. */
  drop(): void {
    for (const socket of this.sockets.values()) socket.destroy();
    this.sockets.clear();
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }

  private open(socket: Socket): void {
    const port = socket.remotePort ?? 0;
    this.sockets.set(port, socket);
    socket.once('close', () => {
      if (this.sockets.get(port) === socket) this.sockets.delete(port);
    });
  }
}
