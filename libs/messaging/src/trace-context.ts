import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context } from '@opentelemetry/api';
import type { Envelope } from './envelope';

/** W3C trace context, as it travels with an event and with a request. */
export interface TraceHeaders {
  readonly traceparent?: string;
  readonly tracestate?: string;
}

/** Whether this process makes traces: without an SDK nothing says under which names a context travels. */
export const isTracing = (): boolean => propagation.fields().length > 0;

/** The trace of the work at hand; empty outside a trace, and always where tracing is off. */
export function traceAtHand(of: Context = context.active()): TraceHeaders {
  const carrier: Record<string, string> = {};
  propagation.inject(of, carrier);
  const { traceparent, tracestate } = carrier;
  return { ...(traceparent !== undefined && { traceparent }), ...(tracestate !== undefined && { tracestate }) };
}

/** Runs the handlers of an event in a span whose parent is the publisher's. An error's text may quote data, so only its name is kept. */
export function traceHandling(event: Envelope, place: { consumer: string; topic: string }, work: () => Promise<void>): Promise<void> {
  const parent = propagation.extract(ROOT_CONTEXT, { traceparent: event.traceparent, tracestate: event.tracestate });
  const attributes = {
    'komitmen.service': place.consumer,
    'komitmen.correlation_id': event.correlationid,
    'messaging.destination.name': place.topic,
    'messaging.message.id': event.id,
    'messaging.operation.type': 'process',
  };
  return trace
    .getTracer('komitmen')
    .startActiveSpan(`handle ${event.type}`, { kind: SpanKind.CONSUMER, attributes }, parent, async (span) => {
      try {
        await work();
      } catch (error) {
        span.setAttribute('error.type', error instanceof Error ? error.name : typeof error);
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
}
