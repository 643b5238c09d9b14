import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** Nothing from elsewhere, no framing; inline styles alone are allowed, because Mantine writes them. */
const protect = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      fontSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      // A letter is shown as it was sent, in a frame made of text.
      frameSrc: ["'self'"],
    },
  },
  crossOriginEmbedderPolicy: false,
  referrerPolicy: { policy: 'same-origin' },
  // Standalone speaks plain HTTP on the machine itself; TLS in front sets its own.
  strictTransportSecurity: false,
});

/** The same for every answer, so that they are made up once. */
function headers(): [string, string][] {
  const answer = new ServerResponse(new IncomingMessage(new Socket()));
  protect(answer.req, answer, () => undefined);
  return Object.entries(answer.getHeaders()).map(([name, value]) => [name, String(value)]);
}

export function addSecurityHeaders(instance: FastifyInstance): void {
  const every = headers();
  instance.addHook('onRequest', (_request, reply, done) => {
    for (const [name, value] of every) reply.raw.setHeader(name, value);
    done();
  });
}
