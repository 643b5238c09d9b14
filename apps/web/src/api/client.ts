import { Problem, problemFrom, unreachable } from './problem';

interface Command {
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  body?: unknown;
  idempotencyKey?: string;
  version?: number;
}

async function send(path: string, command?: Command): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (command !== undefined) {
    headers['x-komitmen-request'] = '1';
    if (command.body !== undefined) headers['content-type'] = 'application/json';
    if (command.idempotencyKey !== undefined) headers['idempotency-key'] = command.idempotencyKey;
    if (command.version !== undefined) headers['if-match'] = `"${command.version}"`;
  }
  try {
    return await fetch(path, {
      method: command?.method ?? 'GET',
      headers,
      credentials: 'same-origin',
      ...(command?.body !== undefined ? { body: JSON.stringify(command.body) } : {}),
    });
  } catch {
    throw unreachable();
  }
}

let renewal: Promise<boolean> | null = null;

/** Several requests may find the short token expired at once: one renewal serves them all. */
function renewed(): Promise<boolean> {
  renewal ??= send('/api/auth/refresh', { method: 'POST' })
    .then((response) => response.ok)
    .finally(() => {
      renewal = null;
    });
  return renewal;
}

async function answerOf(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

async function request(path: string, command?: Command): Promise<unknown> {
  let response = await send(path, command);
  const mayRenew = !path.startsWith('/api/auth/') || path === '/api/auth/me';
  if (response.status === 401 && mayRenew && (await renewed())) response = await send(path, command);
  const answer = await answerOf(response);
  if (!response.ok && !(path === '/api/health' && response.status === 503)) throw problemFrom(response.status, answer);
  return answer;
}

/** The server's own contract tests hold the shapes; the browser takes them at their word. */
export const read = async <T>(path: string): Promise<T> => (await request(path)) as T;
export const command = async <T>(path: string, details: Command): Promise<T> => (await request(path, details)) as T;

export const isUnauthenticated = (error: unknown): boolean => error instanceof Problem && error.status === 401;

export function query(parameters: Record<string, string | number | null | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
