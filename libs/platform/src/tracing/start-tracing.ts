import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { context, propagation, trace } from '@opentelemetry/api';
import type { Logger } from 'pino';

export interface Tracing {
  /** Sends what is left, within a short time. */
  stop(): Promise<void>;
}

const STOP_WITHIN_MS = 2_000;
/** A collector that is away is told of once in this time, not with every batch. */
const TOLD_AGAIN_AFTER_MS = 600_000;
/** Spans that wait for a collector, about 10 MB; more are dropped. */
const MOST_WAITING = 8_192;
const OFF: Tracing = { stop: () => Promise.resolve() };

const isOn = (environment: NodeJS.ProcessEnv): boolean =>
  environment['OTEL_SDK_DISABLED'] !== 'true' &&
  [environment['OTEL_EXPORTER_OTLP_ENDPOINT'], environment['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']].some(
    (endpoint) => endpoint !== undefined && endpoint.trim() !== '',
  );

/**
 * Sends traces to the collector that OpenTelemetry's own settings name (`OTEL_EXPORTER_OTLP_ENDPOINT` or
 * `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`; OTLP over HTTP, JSON). Without them the SDK is not even loaded. Once per process, and first.
 */
export async function startTracing(service: string, logger: Pick<Logger, 'warn'>): Promise<Tracing> {
  const environment = process.env;
  if (!isOn(environment)) return OFF;
  const [sdk, { OTLPTraceExporter }, { resourceFromAttributes }, { AsyncLocalStorageContextManager }, core] = await Promise.all([
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/core'),
  ]);
  core.setGlobalErrorHandler(tellNowAndThen(logger));
  const root = new sdk.TraceIdRatioBasedSampler(shareOf(environment['OTEL_TRACES_SAMPLER_ARG']));
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({
      'service.name': environment['OTEL_SERVICE_NAME'] ?? service,
      'service.namespace': 'komitmen',
      'service.instance.id': randomUUID(),
    }),
    sampler: new sdk.ParentBasedSampler({ root }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter(), maxQueueSize: MOST_WAITING })],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  return {
    stop: async () => {
      await Promise.race([provider.shutdown().catch(() => undefined), delay(STOP_WITHIN_MS, undefined, { ref: false })]);
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

/** Which share of the traces that begin here is kept, 0 to 1; all of them by default. */
function shareOf(text: string | undefined): number {
  const share = Number(text ?? 1);
  return share >= 0 && share <= 1 ? share : 1;
}

function tellNowAndThen(logger: Pick<Logger, 'warn'>): (error: unknown) => void {
  let told = -Infinity;
  return (error) => {
    if (performance.now() - told < TOLD_AGAIN_AFTER_MS) return;
    told = performance.now();
    logger.warn({ err: error }, 'traces are not taken; nothing else is harmed');
  };
}
