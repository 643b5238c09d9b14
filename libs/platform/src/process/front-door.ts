import { CannotStart, codeOf } from '../embedded-postgres/cannot-start';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const graceMs = 2_000;

/** The one port. It is taken first, so that a taken one is known at once, and answers 503 until the services stand behind it. */
export class FrontDoor {
  private handler: Handler = starting;
  private readonly server = createServer((request, response) => this.handler(request, response));

  /** @param prefix of its settings, in what is said about them */
  constructor(private readonly prefix: '' | 'OPERATIONS_' = '') {}

  async listen(host: string, port: number): Promise<number> {
    try {
      this.server.listen(port, host);
      await once(this.server, 'listening');
    } catch (error) {
      throw new CannotStart(listenFailure(error, host, port, this.prefix));
    }
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  }

  open(handler: Handler): void {
    this.handler = handler;
  }

  /** Requests in hand may end; live streams, which never would, are cut after a moment. */
  async close(): Promise<void> {
    this.handler = stopping;
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => resolve());
    });
    this.server.closeIdleConnections();
    await Promise.race([closed, delay(graceMs, undefined, { ref: false })]);
    this.server.closeAllConnections();
    await closed;
  }
}

function listenFailure(error: unknown, host: string, port: number, prefix: string): string {
  const code = codeOf(error) ?? 'unknown error';
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${host} is taken by another program; stop it, or choose another port, for example ${prefix}PORT=${port + 1}.`;
  if (code === 'EACCES') return `Port ${port} may not be used by this user; choose one above 1023, for example ${prefix}PORT=3000.`;
  // Without one of its own, the address is that of HOST.
  const hosts = prefix === '' ? 'HOST' : `HOST, ${prefix}HOST`;
  return `Komitmen cannot listen on ${host}, port ${port} (${code}); check ${hosts} and ${prefix}PORT.`;
}

function unavailable(code: string, detail: string): Handler {
  return (_request, response) => {
    response.writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '2' });
    response.end(JSON.stringify({ type: 'about:blank', title: 'Service Unavailable', status: 503, code, detail }));
  };
}

const starting = unavailable('starting', 'Komitmen sedang dimulai. Coba lagi sebentar.');
const stopping = unavailable('stopping', 'Komitmen sedang dihentikan.');
