import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:http';
import { createPostgresEventLog, migratePostgresEventLog } from '@komitmen/messaging';
import { createLogger, createService, generateTokenKeys, type RunningService, TokenSigner, TokenVerifier } from '@komitmen/platform';
import { createTestDatabase, type TestDatabase } from '@komitmen/testing';
import { bootstrapAccounts, gatewayService, Upstreams } from '../src';
import { LOGINS_PER_MINUTE } from '../src/edge/rate-limits';
import { LiveHub } from '../src/live/live-hub';

const PASSWORD = 'kata-sandi-untuk-uji';
const accounts = [
  { username: 'perencana', displayName: 'Perencana', role: 'planner', scope: '52', password: PASSWORD },
  { username: 'bpkad.mataram', displayName: 'BPKAD', role: 'treasury-officer', scope: '52.71', password: PASSWORD },
  { username: 'bpkad.lama', displayName: 'BPKAD lama', role: 'treasury-officer', scope: '52.71', password: PASSWORD },
  { username: 'admin', displayName: 'Administrator', role: 'administrator', scope: '52', password: PASSWORD },
] as const;

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly cookies: string[];
  readonly headers: Headers;
}

describe('the gateway', () => {
  let database: TestDatabase;
  let gateway: RunningService;
  let server: Server;
  let base: string;
  let signer: TokenSigner;
  let closeLog: () => Promise<void>;

  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const response = await fetch(base + path, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = text.startsWith('{') || text.startsWith('[') ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, body: json, cookies: response.headers.getSetCookie(), headers: response.headers };
  };
  const signIn = async (username: string): Promise<{ token: string; cookies: string }> => {
    const answer = await call('POST', '/api/auth/login', { username, password: PASSWORD });
    expect(answer.status).toBe(200);
    return { token: String(answer.body['accessToken']), cookies: answer.cookies.map((c) => c.split(';')[0]).join('; ') };
  };
  const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

  beforeAll(async () => {
    database = await createTestDatabase();
    await migratePostgresEventLog({ connection: { connectionString: database.url } });
    const keys = await generateTokenKeys();
    process.env['TOKEN_PRIVATE_KEY'] = JSON.stringify(keys.privateKey);
    signer = new TokenSigner(keys.privateKey);
    const eventLog = createPostgresEventLog({ connection: { connectionString: database.url } });
    closeLog = () => eventLog.close();
    const runtime = { databaseUrl: database.url, eventLog, tokens: new TokenVerifier(keys.publicKeys), logger: createLogger('silent') };
    gateway = await createService(gatewayService, runtime);
    gateway.app.get(Upstreams).use([
      {
        name: 'budgets',
        prefixes: ['/api/allocations'],
        handle: (_request: IncomingMessage, response: ServerResponse) => response.end('{"from":"budgets"}'),
        health: () => Promise.resolve({ state: 'up', parts: {} }),
      },
    ]);
    await bootstrapAccounts(gateway.app, accounts);
    server = createServer((request, response) => gateway.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  });

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await gateway.close();
    await closeLog();
    await database.drop();
  });

  it('signs in with http-only, same-site cookies and tells who it is', async () => {
    const answer = await call('POST', '/api/auth/login', { username: 'bpkad.mataram', password: PASSWORD });
    expect(answer.cookies).toHaveLength(2);
    for (const one of answer.cookies) expect(one).toMatch(/HttpOnly; SameSite=Strict$/);
    const me = await call('GET', '/api/auth/me', undefined, { cookie: answer.cookies.map((c) => c.split(';')[0]).join('; ') });
    expect(me.body).toMatchObject({ username: 'bpkad.mataram', role: 'treasury-officer', scope: { code: '52.71' } });
  });

  it.each([
    ['a wrong password', 'perencana', 'bukan-kata-sandinya'],
    ['an unknown name', 'siapa', PASSWORD],
  ])('answers %s with the same 401', async (_case, username, password) => {
    expect(await call('POST', '/api/auth/login', { username, password })).toMatchObject({ status: 401, body: { code: 'sign-in-failed' } });
  });

  it('slows guessing down, by name and address', async () => {
    const statuses: number[] = [];
    for (let i = 0; i <= LOGINS_PER_MINUTE; i += 1)
      statuses.push((await call('POST', '/api/auth/login', { username: 'ditebak', password: 'salah-sekali' })).status);
    expect(statuses.slice(0, -1)).toEqual(Array(LOGINS_PER_MINUTE).fill(401));
    expect(statuses.at(-1)).toBe(429);
    expect((await call('POST', '/api/auth/login', { username: 'perencana', password: PASSWORD })).status).toBe(200);
  });

  it('hands a path to the service that owns it, by whole segments', async () => {
    const { token } = await signIn('perencana');
    expect((await call('GET', '/api/allocations/1', undefined, bearer(token))).body).toEqual({ from: 'budgets' });
    expect((await call('GET', '/api/allocationsx', undefined, bearer(token))).status).toBe(404);
  });

  it('refuses a forged and an expired token before any service sees it', async () => {
    const { token } = await signIn('perencana');
    expect(await call('GET', '/api/allocations', undefined, bearer(`${token.slice(0, -6)}AAAAAA`))).toMatchObject({
      status: 401,
      body: { code: 'token-invalid' },
    });
    const subject = { accountId: randomUUID(), role: 'planner', scope: '52', sessionId: randomUUID() } as const;
    expect(await call('GET', '/api/allocations', undefined, bearer(await signer.sign(subject, -60)))).toMatchObject({
      status: 401,
      body: { code: 'token-expired' },
    });
    expect(await call('GET', '/api/allocations', undefined, bearer(await signer.sign(subject)))).toMatchObject({
      status: 401,
      body: { code: 'account-removed' },
    });
  });

  it('ends the token of an account that is removed', async () => {
    const admin = await signIn('admin');
    const old = await signIn('bpkad.lama');
    const list = (await call('GET', '/api/accounts', undefined, bearer(admin.token))).body as unknown as {
      id: string;
      username: string;
      version: number;
    }[];
    const account = list.find(({ username }) => username === 'bpkad.lama');
    const change = (version: string | undefined): Promise<Answer> =>
      call(
        'PUT',
        `/api/accounts/${account?.id ?? ''}/state`,
        { state: 'removed' },
        { ...bearer(admin.token), ...(version === undefined ? {} : { 'if-match': version }) },
      );
    expect((await change(undefined)).status).toBe(428);
    expect((await change('"7"')).status).toBe(412);
    expect((await change('"1"')).status).toBe(200);
    expect(await call('GET', '/api/allocations', undefined, bearer(old.token))).toMatchObject({
      status: 401,
      body: { code: 'account-removed' },
    });
    expect((await call('POST', '/api/auth/refresh', undefined, { cookie: old.cookies, 'x-komitmen-request': '1' })).status).toBe(401);
    expect((await call('POST', '/api/auth/login', { username: 'bpkad.lama', password: PASSWORD })).status).toBe(401);
  });

  it('renews by cookie, only for its own pages, and not after signing out', async () => {
    const { cookies } = await signIn('perencana');
    expect(await call('POST', '/api/auth/refresh', undefined, { cookie: cookies })).toMatchObject({
      status: 403,
      body: { code: 'cross-site-request' },
    });
    expect((await call('POST', '/api/auth/refresh', undefined, { cookie: cookies, 'x-komitmen-request': '1' })).status).toBe(200);
    expect((await call('POST', '/api/auth/logout', undefined, { cookie: cookies, 'x-komitmen-request': '1' })).status).toBe(204);
    expect((await call('POST', '/api/auth/refresh', undefined, { cookie: cookies, 'x-komitmen-request': '1' })).status).toBe(401);
  });

  it('keeps accounts for administrators', async () => {
    const { token } = await signIn('perencana');
    expect((await call('GET', '/api/accounts', undefined, bearer(token))).status).toBe(403);
    expect((await call('GET', '/api/accounts')).status).toBe(401);
  });

  it('tells live changes to those who may see them, and to nobody else', async () => {
    const officer = await signIn('bpkad.mataram');
    const response = await fetch(`${base}/api/live`, { headers: bearer(officer.token) });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = (response.body as ReadableStream<Uint8Array> | null)?.getReader();
    const hub = gateway.app.get(LiveHub);
    hub.push({ kind: 'scorecard', government: '52.01', data: { government: '52.01' } });
    hub.push({ kind: 'scorecard', government: '52.71', data: { government: '52.71' } });
    let text = '';
    while (!text.includes('52.71')) text += new TextDecoder().decode((await reader?.read())?.value);
    expect(text).not.toContain('52.01');
    await reader?.cancel();
  });

  it('answers health without signing in', async () => {
    expect(await call('GET', '/api/health')).toMatchObject({ status: 200, body: { state: 'up' } });
  });
});
