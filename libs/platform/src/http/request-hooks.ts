import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { MessageContext } from '@komitmen/messaging';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type RequestContext, runInContext } from '../context/request-context';
import { observeRequest } from '../metrics/metrics';
import { beginRequestSpan, endRequestSpan, inRequestSpan, traceFields } from '../tracing/request-span';
import { unreadable } from './unreadable-input';

export const CORRELATION_HEADER = 'x-correlation-id';
const SANE_ID = /^[A-Za-z0-9_-]{8,64}$/;

const contexts = new WeakMap<IncomingMessage, RequestContext>();

/** A caller's id is taken over when it is short and plain, so that it can be searched for in the log; else a new one is made. */
export function correlationIdFrom(header: string | string[] | undefined): string {
  return typeof header === 'string' && SANE_ID.test(header) ? header : randomUUID();
}

/** The request's context, also where Node has lost the asynchronous one (an error while the body was read). */
export function contextOf(request: Pick<FastifyRequest, 'raw' | 'headers' | 'ip'>): RequestContext {
  const known = contexts.get(request.raw);
  if (known !== undefined) return known;
  const context: RequestContext = { correlationId: correlationIdFrom(request.headers[CORRELATION_HEADER]), remoteAddress: request.ip };
  contexts.set(request.raw, context);
  return context;
}

const handedOver = new WeakSet<FastifyRequest>();

/** Another application of this process answers from here on, and logs and measures it; the correlation id goes with it. */
export function handOver(request: FastifyRequest): void {
  request.raw.headers[CORRELATION_HEADER] = contextOf(request).correlationId;
  handedOver.add(request);
}

const enter = (request: FastifyRequest, context: RequestContext, work: () => void): void =>
  runInContext(context, () => MessageContext.run({ correlationId: context.correlationId }, () => inRequestSpan(request, work)));

/** Correlation id, request context, one span, one log line and one measurement per request. Bodies and query strings are never logged. */
export function addRequestHooks(instance: FastifyInstance, service: string, logger: Logger): void {
  instance.addHook('onRequest', (request, reply, done) => {
    const inherited = contexts.get(request.raw);
    const context: RequestContext = inherited
      ? { correlationId: inherited.correlationId, remoteAddress: inherited.remoteAddress }
      : contextOf(request);
    contexts.set(request.raw, context);
    void reply.header(CORRELATION_HEADER, context.correlationId);
    beginRequestSpan(request, service, context.correlationId);
    enter(request, context, done);
  });
  // Reading the body ends in the socket's own asynchronous context, so it is entered again before the handler.
  instance.addHook('preValidation', (request, _reply, done) => enter(request, contextOf(request), done));
  // Before the guard and the idempotency key, which look into the input too.
  instance.addHook('preHandler', (request, _reply, done) => {
    done(unreadable(request.params) ?? unreadable(request.query) ?? unreadable(request.body));
  });
  instance.addHook('onResponse', (request, reply, done) => {
    endRequestSpan(request, reply.statusCode);
    if (handedOver.has(request)) return done();
    const route = request.routeOptions.url ?? 'unknown';
    observeRequest({ service, method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    logger.info(
      {
        service,
        method: request.method,
        route,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        correlationId: contextOf(request).correlationId,
        ...traceFields(request),
      },
      'request',
    );
    done();
  });
}
