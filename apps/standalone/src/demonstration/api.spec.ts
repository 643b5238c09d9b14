import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpApi } from './api';

/** Answers in turn with what is listed, after each sign-in with the next token. */
async function serve(answers: { status: number; body: object }[]): Promise<{ server: Server; baseUrl: string; seen: string[] }> {
  const seen: string[] = [];
  let signIns = 0;
  const server = createServer((request: IncomingMessage, response) => {
    request.resume();
    seen.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`.trim());
    const isSignIn = request.url === '/api/auth/login';
    const { status, body } = isSignIn
      ? { status: 200, body: { accessToken: `token-${++signIns}` } }
      : (answers.shift() ?? { status: 500, body: {} });
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, seen, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const user = { username: 'perencana', password: 'kata-sandi' };

describe('speaking with the running system', () => {
  it.each([
    [
      'signs in again when a token has expired',
      [
        { status: 401, body: { code: 'token-expired' } },
        { status: 200, body: { done: true } },
      ],
      2,
    ],
    [
      'repeats while a service is not ready',
      [
        { status: 503, body: { code: 'calendar-not-begun' } },
        { status: 200, body: { done: true } },
      ],
      1,
    ],
    [
      'repeats while the same key is in flight',
      [
        { status: 409, body: { code: 'idempotency-key-in-flight' } },
        { status: 200, body: { done: true } },
      ],
      1,
    ],
  ])('%s', async (_, answers, signIns) => {
    const { server, baseUrl, seen } = await serve([{ status: 200, body: {} }, ...answers]);
    const api = new HttpApi({ baseUrl, credentials: { planner: user, administrator: user } });
    await api.get('planner', '/api/figures');
    await expect(api.post('planner', '/api/figures', {}, 'key')).resolves.toEqual({ done: true });
    expect(seen.filter((line) => line.startsWith('POST /api/auth/login'))).toHaveLength(signIns);
    expect(seen.at(-1)).toBe(`POST /api/figures Bearer token-${signIns}`);
    server.close();
  });

  it('hands on a refusal that time does not cure', async () => {
    const { server, baseUrl } = await serve([{ status: 422, body: { code: 'dated-in-the-future', detail: 'belum tiba' } }]);
    const api = new HttpApi({ baseUrl, credentials: { planner: () => Promise.resolve('given'), administrator: user } });
    await expect(api.post('planner', '/api/figures', {})).rejects.toMatchObject({ status: 422, code: 'dated-in-the-future' });
    server.close();
  });
});
