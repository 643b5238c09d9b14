import { Controller, Get, Module, Put } from '@nestjs/common';
import {
  Allow,
  createService,
  currentActor,
  IfMatch,
  PARTS_ANSWER_WITHIN_MS,
  requireVersion,
  ROLES,
  type ServiceDefinition,
} from '@komitmen/platform';
import { eventually } from '@komitmen/testing';
import { HttpUpstream } from '../src/edge/http-upstream';
import { ADMISSION_CACHE_MS } from '../src/edge/admission';
import { Installation, type Listening } from './gateway-under-test';

const PASSWORD = 'kata-sandi-untuk-uji';

@Controller('api/allocations')
class AllocationController {
  @Get()
  @Allow({ roles: ROLES })
  list(): { version: number; role: string; from: string } {
    const { role, remoteAddress } = currentActor();
    return { version: 3, role, from: remoteAddress };
  }

  @Put()
  @Allow({ roles: ['planner'] })
  change(@IfMatch() version: number): { version: number } {
    requireVersion(3, version);
    return { version: 4 };
  }
}

@Module({ controllers: [AllocationController] })
class AllocationModule {}

const budgets: ServiceDefinition = {
  name: 'budgets',
  module: AllocationModule,
  entities: [],
  migrations: [],
  prefixes: ['/api/allocations'],
};

interface Health {
  readonly state: string;
  readonly services: Readonly<Record<string, { state: string; parts: Record<string, { state: string; detail?: string }> }>>;
}

describe('services and gateways in processes of their own', () => {
  let installation: Installation;
  let service: Listening;
  let one: Listening;
  let other: Listening;
  let behindProxy: Listening;
  let consoleToken: string;

  const upstreams = (scorecards: string): HttpUpstream[] => {
    const common = { signer: installation.signer, logger: installation.runtime().logger, healthWithinMs: 500 };
    return [
      new HttpUpstream({ ...common, name: 'budgets', prefixes: ['/api/allocations'], urls: [service.url] }),
      new HttpUpstream({ ...common, name: 'scorecards', prefixes: ['/api/scorecards'], urls: [scorecards] }),
    ];
  };
  const send = (to: Listening, method: string, path: string, headers: Record<string, string>, body?: object): Promise<Response> =>
    fetch(to.url + path, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  const planner = { username: 'perencana', displayName: 'Perencana', role: 'planner', scope: '52', password: PASSWORD };
  const signIn = async (at: Listening): Promise<{ cookie: string }> => {
    const answer = await send(at, 'POST', '/api/auth/login', {}, { username: planner.username, password: PASSWORD });
    expect(answer.status).toBe(200);
    return {
      cookie: answer.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; '),
    };
  };
  beforeAll(async () => {
    installation = await Installation.prepare();
    const running = await createService(budgets, { ...installation.runtime(), behindProxy: true });
    installation.owns(() => running.close());
    service = await installation.listen((request, response) => running.handle(request, response));
    // Takes the question for its health and never answers.
    const silent = await installation.listen(() => undefined);
    one = await installation.gateway(upstreams(silent.url));
    other = await installation.gateway(upstreams(silent.url));
    behindProxy = await installation.gateway(upstreams(silent.url), { behindProxy: true });
    consoleToken = await installation.consoleToken();
  });

  afterAll(() => installation.stop());

  it('makes the first accounts over HTTP, while no government is known, and tells who comes second', async () => {
    const answers = await Promise.all(
      [one, other].map((at) => send(at, 'POST', '/api/accounts', { authorization: consoleToken }, planner)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const again = await send(one, 'POST', '/api/accounts', { authorization: consoleToken }, planner);
    expect([again.status, await again.json()]).toMatchObject([409, { code: 'username-taken' }]);
  });

  it('tells of a name that is taken even when its government would no longer be accepted', async () => {
    await installation.query(`INSERT INTO gateway.government VALUES ('73', 'Sulawesi Selatan')`);
    expect(await (await send(one, 'POST', '/api/accounts', { authorization: consoleToken }, planner)).json()).toMatchObject({
      code: 'username-taken',
    });
    const stranger = await send(one, 'POST', '/api/accounts', { authorization: consoleToken }, { ...planner, username: 'lain' });
    expect([stranger.status, await stranger.json()]).toMatchObject([422, { code: 'unknown-government' }]);
    await installation.query(`DELETE FROM gateway.government`);
  });

  it('lets the service check the browser itself, who it is and where it comes from', async () => {
    const { cookie } = await signIn(one);
    const answer = await send(other, 'GET', '/api/allocations', { cookie, 'x-forwarded-for': '10.9.9.9' });
    expect(answer.headers.get('etag')).toBe('"3"');
    expect(await answer.json()).toEqual({ version: 3, role: 'planner', from: '127.0.0.1' });
    const put = (headers: Record<string, string>): Promise<Response> =>
      send(other, 'PUT', '/api/allocations', { cookie, 'x-komitmen-request': '1', ...headers });
    expect([(await put({})).status, (await put({ 'if-match': '"2"' })).status, (await put({ 'if-match': '"3"' })).status]).toEqual([
      428, 412, 200,
    ]);
    expect((await put({ 'x-komitmen-request': '' })).status).toBe(403);
    expect((await send(one, 'GET', '/api/allocations', {})).status).toBe(401);
  });

  it('takes for the caller what the one proxy before it saw, whatever he put in front of that', async () => {
    const { cookie } = await signIn(one);
    const from = async (to: Listening, forwarded: string): Promise<unknown> =>
      ((await (await send(to, 'GET', '/api/allocations', { cookie, 'x-forwarded-for': forwarded })).json()) as { from?: string }).from;
    expect([await from(service, '203.0.113.7'), await from(service, '10.9.9.9, 203.0.113.7')]).toEqual(['203.0.113.7', '203.0.113.7']);
    expect(await from(behindProxy, '203.0.113.7')).toBe('203.0.113.7');
    expect(await from(behindProxy, '10.9.9.9, 10.8.8.8, 203.0.113.7')).toBe('203.0.113.7');
    expect(await from(one, '10.9.9.9, 203.0.113.7')).toBe('127.0.0.1');
  });

  it('ends a session at every gateway, whichever was told', async () => {
    const { cookie } = await signIn(one);
    const read = async (): Promise<number> => (await send(other, 'GET', '/api/allocations', { cookie })).status;
    expect(await read()).toBe(200);
    expect((await send(one, 'POST', '/api/auth/logout', { cookie, 'x-komitmen-request': '1' })).status).toBe(204);
    await eventually(async () => expect(await read()).toBe(401), { timeoutMs: ADMISSION_CACHE_MS * 3 });
    expect((await send(other, 'POST', '/api/auth/refresh', { cookie, 'x-komitmen-request': '1' })).status).toBe(401);
  });

  it('lets no spelling of an address pass by an ended session', async () => {
    const { cookie } = await signIn(one);
    await send(one, 'POST', '/api/auth/logout', { cookie, 'x-komitmen-request': '1' });
    const read = async (path: string): Promise<number> => (await send(other, 'GET', path, { cookie })).status;
    await eventually(async () => expect(await read('/api/allocations')).toBe(401), { timeoutMs: ADMISSION_CACHE_MS * 3 });
    expect([await read('/%61pi/allocations'), await read('/a%70i/auth/me'), await read('/%61pi/system/budgets/health')]).toEqual([
      401, 401, 401,
    ]);
  });

  it('renews at one gateway a session that the other opened', async () => {
    const { cookie } = await signIn(one);
    expect((await send(other, 'POST', '/api/auth/refresh', { cookie, 'x-komitmen-request': '1' })).status).toBe(200);
  });

  it('asks every service for its health, and calls down the one that does not answer', async () => {
    const answer = await fetch(`${one.url}/api/health`, { signal: AbortSignal.timeout(5_000) });
    expect(answer.status).toBe(503);
    const { state, services } = (await answer.json()) as Health;
    expect(state).toBe('down');
    expect(services['budgets']).toMatchObject({ state: 'up', parts: { database: { state: 'up' }, relay: { state: 'up' } } });
    expect(services['scorecards']).toEqual({ state: 'down', parts: { service: { state: 'down', detail: 'does not answer' } } });
    expect(services['gateway']).toMatchObject({ state: 'up', parts: { database: { state: 'up' } } });
    expect((await send(one, 'GET', '/api/system/gateway/health', { authorization: consoleToken })).status).toBe(200);
    expect((await send(one, 'GET', '/api/system/budgets/health', { authorization: consoleToken })).status).toBe(200);
  });

  it('hears out a service whose report waits for a part that says nothing', async () => {
    const report = {
      state: 'up',
      parts: { database: { state: 'up' }, events: { state: 'behind', detail: 'the event log does not answer' } },
    };
    const patient = await installation.listen((_request, response) => {
      setTimeout(() => response.setHeader('content-type', 'application/json').end(JSON.stringify(report)), PARTS_ANSWER_WITHIN_MS + 750);
    });
    const { signer } = installation;
    const { logger } = installation.runtime();
    const upstream = new HttpUpstream({ name: 'enrolment', prefixes: ['/api/headcounts'], urls: [patient.url], signer, logger });
    expect(await upstream.health()).toEqual(report);
  });

  it('tells the pages of every gateway all that changed', async () => {
    const { cookie } = await signIn(one);
    const streams = await Promise.all(
      [one, other].map(async (at) => {
        const reader = (await send(at, 'GET', '/api/live', { cookie })).body?.getReader();
        let text = '';
        const read = async (): Promise<void> => {
          for (;;) {
            const part = await reader?.read();
            if (part === undefined || part.done) return;
            text += new TextDecoder().decode(part.value as Uint8Array);
          }
        };
        void read().catch(() => undefined);
        return { text: () => text, close: () => reader?.cancel() };
      }),
    );
    const governments = ['52.01', '52.02', '52.03', '52.04', '52.71', '52.72'];
    // The province's partition is one; a group would give it to one of the two gateways.
    for (const government of governments)
      await installation.tell('scorecards.scorecard-changed.v1', government, {
        government,
        fiscalYear: 2025,
        version: 1,
        links: ['protection'],
      });
    for (const { text } of streams)
      await eventually(() => {
        for (const government of governments) expect(text()).toContain(`"government":"${government}"`);
      });
    for (const { close } of streams) await close();
  });
});
