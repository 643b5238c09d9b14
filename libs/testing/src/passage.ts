import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { freePort } from '../../platform/src/embedded-postgres';

/** A way to the database that can be shut, as when the database is away, or made long, as when it is slow. */
export class Passage {
  private readonly sockets = new Set<Socket>();
  private server = createServer();
  /** How long everything takes on its way, in each direction. */
  delayMs = 0;

  private constructor(
    private readonly target: URL,
    private readonly port: number,
  ) {}

  static async to(url: string): Promise<Passage> {
    const port = await freePort();
    return new Passage(new URL(url), port);
  }

  get url(): string {
    return Object.assign(new URL(this.target.href), { hostname: '127.0.0.1', port: String(this.port) }).href;
  }

  async open(): Promise<void> {
    this.server = createServer((from) => {
      const to = connect(Number(this.target.port), this.target.hostname);
      for (const socket of [from, to]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => void [from, to].map((one) => one.destroy()));
      }
      from.pipe(this.late()).pipe(to);
      to.pipe(this.late()).pipe(from);
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  shut(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }

  private late(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        if (this.delayMs === 0) done(null, chunk);
        else setTimeout(() => done(null, chunk), this.delayMs);
      },
    });
  }
}
