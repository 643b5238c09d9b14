import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** One registry per process: in standalone all services share it and are told apart by the label `service`. */
export const metricsRegistry = new Registry();

const duration = new Histogram({
  name: 'komitmen_http_request_duration_seconds',
  help: 'Time from the first byte of a request to the last byte of its answer',
  labelNames: ['service', 'method', 'route', 'status'] as const,
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers: [metricsRegistry],
});

const handling = new Histogram({
  name: 'komitmen_event_handling_seconds',
  help: 'Time that the handlers of a service took for one event, without what is put off to the end of its chunk',
  labelNames: ['service', 'type'] as const,
  buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [metricsRegistry],
});

let processMetrics = false;

/** Memory, event loop and garbage collection of the process; once, however many services it holds. */
export function collectProcessMetrics(): void {
  if (processMetrics) return;
  processMetrics = true;
  collectDefaultMetrics({ register: metricsRegistry, prefix: 'komitmen_' });
}

export function observeRequest(labels: { service: string; method: string; route: string; status: number }, seconds: number): void {
  duration.observe({ ...labels, status: String(labels.status) }, seconds);
}

/** Takes the times of one service; a type's series is looked up once, because there are thousands of events in a second. */
export function handlingObserver(service: string): (type: string, seconds: number) => void {
  const series = new Map<string, Histogram.Internal<'service' | 'type'>>();
  return (type, seconds) => {
    const known = series.get(type) ?? handling.labels(service, type);
    series.set(type, known);
    known.observe(seconds);
  };
}
