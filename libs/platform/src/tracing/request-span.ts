import { context, isSpanContextValid, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api';
import { isTracing, traceAtHand } from '@komitmen/messaging';
import type { FastifyRequest } from 'fastify';

const contexts = new WeakMap<FastifyRequest, Context>();

/**
 * Begins the span of a request below the caller's. The request's own headers name it from here on, so that another service that
 * the request is handed on to, in this process or over HTTP, goes on below it. Addresses hold ids and queries hold what people
 * look for, so the span has the route's pattern only.
 */
export function beginRequestSpan(request: FastifyRequest, service: string, correlationId: string): void {
  if (!isTracing()) return;
  const { headers } = request.raw;
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  const route = request.routeOptions.url;
  const attributes = {
    'komitmen.service': service,
    'komitmen.correlation_id': correlationId,
    'http.request.method': request.method,
    ...(route !== undefined && { 'http.route': route }),
  };
  const name = route === undefined ? request.method : `${request.method} ${route}`;
  const span = trace.getTracer('komitmen').startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
  if (!isSpanContextValid(span.spanContext())) return;
  const own = trace.setSpan(parent, span);
  contexts.set(request, own);
  delete headers['traceparent'];
  delete headers['tracestate'];
  Object.assign(headers, traceAtHand(own));
}

/** Runs work inside the request's span; as it is where tracing is off. */
export function inRequestSpan(request: FastifyRequest, work: () => void): void {
  const own = contexts.get(request);
  if (own === undefined) work();
  else context.with(own, work);
}

export function endRequestSpan(request: FastifyRequest, status: number): void {
  const own = contexts.get(request);
  const span = own && trace.getSpan(own);
  if (!span) return;
  span.setAttribute('http.response.status_code', status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** What a log line says of the trace at hand, or of a request's; nothing where tracing is off. */
export function traceFields(request?: FastifyRequest): { traceId?: string } {
  const span = trace.getSpan((request && contexts.get(request)) ?? context.active());
  return span && isSpanContextValid(span.spanContext()) ? { traceId: span.spanContext().traceId } : {};
}
