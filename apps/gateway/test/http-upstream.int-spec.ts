import { once } from 'node:events';
import { Agent, type IncomingMessage, request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { eventually } from '@komitmen/testing';
import Fastify, { type FastifyInstance } from 'fastify';
import { HttpUpstream } from '../src/edge/http-upstream';
import { Installation, type Listening } from './gateway-under-test';

const MEGABYTE = 1024 * 1024;

/** An address at which nothing answers. */
async function nowhere(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
}

describe('a service at the other end of a connection', () => {
  let installation: Installation;
  let service: FastifyInstance;
  let serviceUrl: string;
  let gateway: Listening;
  let authorization: string;
  let calls = 0;
  const gone: string[] = [];
  let released = new PassThrough();

  const upstream = (name: string, prefixes: string[], urls: string[], answerWithinMs?: number): HttpUpstream =>
    new HttpUpstream({
      name,
      prefixes,
      urls,
      signer: installation.signer,
      logger: installation.runtime().logger,
      largestBodyBytes: 16 * MEGABYTE,
      ...(answerWithinMs !== undefined && { answerWithinMs }),
    });
  const ask = (path: string, options: RequestInit = {}): Promise<Response> =>
    fetch(gateway.url + path, { ...options, headers: { authorization, ...(options.headers as Record<string, string>) } });

  beforeAll(async () => {
    installation = await Installation.prepare();
    authorization = await installation.consoleToken();
    service = Fastify({ forceCloseConnections: true });
    service.removeAllContentTypeParsers();
    service.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    service.addHook('onRequest', (request, reply, done) => {
      calls += 1;
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) gone.push(request.url);
      });
      done();
    });
    service.all('/api/figures/echo', (request, reply) =>
      reply
        .header('etag', '"7"')
        .header('set-cookie', ['one=1', 'two=2'])
        .header('connection', 'keep-alive, x-hop')
        .header('x-hop', 'of this connection')
        .status(request.method === 'POST' ? 201 : 200)
        .send({ method: request.method, url: request.raw.url, headers: request.headers }),
    );
    service.post('/api/figures/body', (request, reply) => reply.type('application/octet-stream').send(request.body as Readable));
    service.post('/api/figures/too-large', (_request, reply) =>
      reply.status(413).type('application/problem+json').send('{"code":"body-too-large"}'),
    );
    service.get('/api/figures/stream', (_request, reply) => {
      released = new PassThrough();
      released.write('first ');
      return reply.type('text/plain').send(released);
    });
    service.all('/api/figures/never', () => new Promise(() => undefined));
    service.get('/api/figures/nothing', (_request, reply) => reply.status(204).send());
    service.get('/api/figures/same', (_request, reply) => reply.header('etag', '"7"').status(304).send());
    service.get('/api/figures/starting', (_request, reply) => reply.status(503).header('retry-after', '9').send({ code: 'starting' }));
    service.all('/api/figures/broken', (request) => request.raw.socket.destroy());
    await service.listen({ port: 0, host: '127.0.0.1' });
    installation.owns(() => service.close());
    serviceUrl = service.listeningOrigin;
    gateway = await installation.gateway([
      upstream('regencies', ['/api/figures'], [serviceUrl]),
      upstream('budgets', ['/api/allocations'], [await nowhere()]),
      upstream('slow', ['/api/slow'], [await slowService()], 500),
      upstream('scorecards', ['/api/scorecards'], [await nowhere(), await plainService()]),
    ]);
  });

  const slowService = async (): Promise<string> => (await installation.listen(() => undefined)).url;
  const plainService = async (): Promise<string> => (await installation.listen((_request, response) => response.end('alive'))).url;

  afterAll(() => installation.stop());

  it('gets the request as it came: path, query, version seen, key, cookies, token', async () => {
    const sent = {
      'if-match': '"6"',
      'idempotency-key': 'k-1',
      cookie: 'komitmen_access=t',
      'x-komitmen-request': '1',
      'content-type': 'application/json; charset=utf-8',
    };
    const path = '/api/figures/echo?a=1&a=2&q=%2Fa%3Fb?c';
    const answer = await ask(path, { method: 'POST', body: '{ "amount": "1" }', headers: sent });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ method: 'POST', url: path, headers: { ...sent, authorization, 'content-length': '17' } });
  });

  it('gives its answer unchanged but for what is of the connection', async () => {
    const answer = await ask('/api/figures/echo');
    expect(answer.headers.get('etag')).toBe('"7"');
    expect(answer.headers.getSetCookie()).toEqual(['one=1', 'two=2']);
    expect(answer.headers.get('x-hop')).toBeNull();
  });

  it.each([
    ['GET', '/api/figures/nothing', 204],
    ['GET', '/api/figures/same', 304],
    ['HEAD', '/api/figures/echo', 200],
    ['DELETE', '/api/figures/echo', 200],
  ])('answers %s %s with %i', async (method, path, status) => {
    expect((await ask(path, { method })).status).toBe(status);
  });

  it('learns the caller as the gateway saw him, not as he names himself', async () => {
    const answer = await ask('/api/figures/echo', {
      headers: { 'x-forwarded-for': '10.9.9.9', 'x-forwarded-host': 'evil.example', forwarded: 'for=10.9.9.9', 'x-real-ip': '10.9.9.9' },
    });
    const { headers } = (await answer.json()) as { headers: Record<string, string> };
    expect(headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(JSON.stringify(headers)).not.toMatch(/10\.9\.9\.9|evil/);
  });

  it('gets the correlation id, which comes back, and one line of the log tells of the request', async () => {
    const answer = await ask('/api/figures/echo', { headers: { 'x-correlation-id': 'seen-on-both-sides' } });
    expect(answer.headers.get('x-correlation-id')).toBe('seen-on-both-sides');
    expect(await answer.json()).toMatchObject({ headers: { 'x-correlation-id': 'seen-on-both-sides' } });
    await eventually(() => expect(installation.log.join('')).toContain('seen-on-both-sides'));
    const lines = installation.log.filter((line) => line.includes('seen-on-both-sides')).map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([{ service: 'gateway', route: '/api/figures/*', status: 200, msg: 'request' }]);
  });

  it('is not asked by who has no standing', async () => {
    calls = 0;
    expect((await ask('/api/figures/echo', { headers: { authorization: 'Bearer forged' } })).status).toBe(401);
    expect(calls).toBe(0);
  });

  it('is not sent a body that it would refuse for its length', async () => {
    calls = 0;
    const answer = await ask('/api/figures/body', { method: 'POST', body: Buffer.alloc(17 * MEGABYTE) });
    expect([answer.status, ((await answer.json()) as { code: string }).code, calls]).toEqual([413, 'body-too-large', 0]);
  });

  it('gets a large body whole, and its large answer arrives whole', async () => {
    const body = Buffer.alloc(8 * MEGABYTE, 'komitmen ');
    const answer = await ask('/api/figures/body', { method: 'POST', body });
    expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
  });

  it('sends its answer on while it is made', async () => {
    const reader = (await ask('/api/figures/stream')).body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value as Uint8Array)).toBe('first ');
    released.end('last');
    expect(new TextDecoder().decode((await reader?.read())?.value as Uint8Array)).toBe('last');
  });

  it('gets the body while it is sent', async () => {
    const sent = new PassThrough();
    const sending = httpRequest(`${gateway.url}/api/figures/body`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'text/csv' },
    });
    sent.pipe(sending);
    sent.write('first ');
    const [answer] = (await once(sending, 'response')) as [Readable];
    const [first] = (await once(answer, 'data')) as [Buffer];
    expect(first.toString()).toBe('first ');
    sent.end('last');
    const [last] = (await once(answer, 'data')) as [Buffer];
    expect(last.toString()).toBe('last');
  });

  it('may refuse a body before it has read it, and the caller may send the rest and go on', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const options = { method: 'POST', agent, headers: { authorization, 'content-length': 8 * MEGABYTE, 'content-type': 'text/csv' } };
    const sending = httpRequest(`${gateway.url}/api/figures/too-large`, options);
    sending.write(Buffer.alloc(MEGABYTE));
    const [answer] = (await once(sending, 'response')) as [IncomingMessage];
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([413, 'application/problem+json; charset=utf-8']);
    expect(await text(answer)).toBe('{"code":"body-too-large"}');
    sending.end(Buffer.alloc(7 * MEGABYTE));
    await once(sending, 'close');
    const next = httpRequest(`${gateway.url}/api/figures/echo`, { agent, headers: { authorization } }).end();
    const [second] = (await once(next, 'response')) as [IncomingMessage];
    await text(second);
    expect([second.statusCode, next.reusedSocket]).toEqual([200, true]);
    agent.destroy();
  });

  it.each(['GET', 'HEAD'])('that says itself that it starts is believed at once: %s', async (method) => {
    calls = 0;
    const answer = await ask('/api/figures/starting', { method });
    expect([answer.status, answer.headers.get('retry-after'), calls]).toEqual([503, '9', 1]);
  });

  it('is asked once more for what breaks off when asked for something, never when told something', async () => {
    calls = 0;
    expect((await ask('/api/figures/broken')).status).toBe(503);
    expect(calls).toBe(2);
    calls = 0;
    expect((await ask('/api/figures/broken', { method: 'POST', body: 'once' })).status).toBe(503);
    expect(calls).toBe(1);
  });

  it('that is away is named in a problem that says when to come back', async () => {
    const answer = await ask('/api/allocations/1', { method: 'POST', body: '{}', headers: { 'x-correlation-id': 'asked-in-vain' } });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await answer.json()).toMatchObject({
      code: 'service-unavailable',
      title: 'Belum siap',
      correlationId: 'asked-in-vain',
      data: { service: 'budgets' },
    });
  });

  it('that does not answer in time is given up', async () => {
    const answer = await ask('/api/slow/1');
    expect(answer.status).toBe(504);
    expect(await answer.json()).toMatchObject({ code: 'service-too-slow', data: { service: 'slow' } });
  });

  it('has several instances, of which one may be away', async () => {
    for (let i = 0; i < 6; i += 1) expect(await (await ask('/api/scorecards')).text()).toBe('alive');
  });

  it.each([
    ['waits', 'GET', '/api/figures/never'],
    ['waits after a change', 'POST', '/api/figures/never'],
    ['reads', 'GET', '/api/figures/stream'],
  ])('learns that the caller left while he %s', async (_case, method, path) => {
    gone.length = 0;
    calls = 0;
    const leaving = new AbortController();
    const asked = ask(path, { method, signal: leaving.signal, ...(method === 'POST' && { body: 'x' }) }).then((answer) => answer.text());
    await eventually(() => expect(calls).toBe(1));
    leaving.abort();
    await expect(asked).rejects.toThrow();
    await eventually(() => expect(gone).toEqual([path]));
  });

  it.each(['/api/figures/../system/regencies/health', '/api/figures/..%2f..%2fmetrics', '/api/figures/a\\..\\..\\other'])(
    'is not reached elsewhere by %s',
    async (path) => {
      const { hostname, port } = new URL(gateway.url);
      const sending = httpRequest({ hostname, port, path, headers: { authorization } }).end();
      const [answer] = (await once(sending, 'response')) as [Readable & { statusCode: number }];
      answer.resume();
      expect(answer.statusCode).toBe(404);
    },
  );
});
