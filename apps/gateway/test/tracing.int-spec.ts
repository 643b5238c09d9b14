import { startTracing, type Tracing } from '@komitmen/platform';
import { HttpUpstream } from '../src/edge/http-upstream';
import { Installation, type Listening } from './gateway-under-test';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';

describe('a request that the gateway passes on over HTTP', () => {
  let installation: Installation;
  let gateway: Listening;
  let tracing: Tracing | undefined;
  const received: (string | undefined)[] = [];

  const ask = async (): Promise<string | undefined> => {
    const answer = await fetch(`${gateway.url}/api/allocations`, { headers: { traceparent: `00-${TRACE}-${CALLER}-01` } });
    expect(answer.status).toBe(200);
    return received.at(-1);
  };

  beforeAll(async () => {
    installation = await Installation.prepare();
    const service = await installation.listen((request, response) => {
      received.push([request.headers['traceparent']].flat()[0]);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    const { signer } = installation;
    const common = { signer, logger: installation.runtime().logger };
    gateway = await installation.gateway([
      new HttpUpstream({ ...common, name: 'budgets', prefixes: ['/api/allocations'], urls: [service.url] }),
    ]);
  });

  afterAll(async () => {
    await tracing?.stop();
    await installation.stop();
  });

  it('bears the span of the gateway, below the caller’s, in the caller’s trace', async () => {
    // Nobody listens there: what counts here is what the service is told.
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://127.0.0.1:1';
    process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '200';
    tracing = await startTracing('gateway', installation.runtime().logger);
    const parent = await ask();
    expect(parent).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    expect(parent).not.toContain(CALLER);
  });
});
