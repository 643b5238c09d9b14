import type { ServerResponse } from 'node:http';
import { metricsRegistry } from '../metrics/metrics';
import type { ServiceHealth } from '../service/service-definition';
import type { Handler } from './front-door';

export interface OperationsSource {
  /** Why the process must be replaced; null while it lives. */
  dead(): string | null;
  /** Never rejects; answers within the time of a probe. */
  health(): Promise<ServiceHealth>;
  /** Whether requests may be sent to this process, given its health. */
  serves(health: ServiceHealth): boolean;
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly text: string;
}

const json = (status: number, body: object): Answer => ({ status, text: JSON.stringify(body) });

/** What probes and Prometheus ask; it listens apart from the API and is never reached through the gateway. */
export function operations(source: OperationsSource): Handler {
  const answers = new Map<string, () => Promise<Answer>>([
    ['/livez', async () => lifeOf(source.dead())],
    ['/readyz', async () => readinessOf(source, await source.health())],
    ['/metrics', async () => ({ status: 200, type: metricsRegistry.contentType, text: await metricsRegistry.metrics() })],
  ]);
  return ({ method = '', url = '' }, response) => {
    const answer = answers.get(url.split('?', 1)[0] ?? '');
    if (!['GET', 'HEAD'].includes(method)) send(response, json(405, { detail: 'Only GET.' }));
    else if (answer === undefined) send(response, json(404, { detail: `There are ${[...answers.keys()].join(', ')}.` }));
    else
      answer().then(
        (found) => send(response, found),
        () => send(response, json(500, { detail: 'This could not be found out; see the log.' })),
      );
  };
}

function lifeOf(reason: string | null): Answer {
  return reason === null ? json(200, { state: 'up' }) : json(503, { state: 'down', detail: reason });
}

function readinessOf(source: OperationsSource, health: ServiceHealth): Answer {
  return json(source.serves(health) ? 200 : 503, health);
}

function send(response: ServerResponse, { status, type = 'application/json', text }: Answer): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(text);
}
