import { setTimeout as delay } from 'node:timers/promises';

export type Who = 'planner' | 'administrator';

/** The running system as its users reach it. */
export interface Api {
  get(as: Who, path: string): Promise<unknown>;
  post(as: Who, path: string, body: object, idempotencyKey?: string): Promise<unknown>;
  /** `version` is the one that was seen. */
  put(as: Who, path: string, body: object, version: number): Promise<unknown>;
}

/** A user's name and password, or something that hands out access tokens. */
export type SignIn = { readonly username: string; readonly password: string } | (() => Promise<string>);

export interface ApiOptions {
  /** Such as `http://127.0.0.1:3000`. */
  readonly baseUrl: string;
  readonly credentials: Readonly<Record<Who, SignIn>>;
  readonly signal?: AbortSignal;
  /** How long a request is repeated while the system is away or busy. */
  readonly patienceMs?: number;
}

/** An answer that says no, in the problem+json of the API. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly status: number,
    readonly code: string,
    request: string,
    detail: string,
  ) {
    super(`${request}: ${status} ${code} ${detail}`);
  }
}

interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

const field = (answer: unknown, name: string): string => {
  const value: unknown = typeof answer === 'object' && answer !== null && name in answer ? answer[name as keyof typeof answer] : undefined;
  return typeof value === 'string' ? value : '';
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** A service that starts, a limit of requests, the same key still in flight: time cures them. */
const isPassing = (error: unknown): boolean => {
  if (!(error instanceof ApiProblem)) return error instanceof TypeError || (error instanceof DOMException && error.name === 'TimeoutError');
  return error.status === 429 || error.status >= 502 || error.code === 'idempotency-key-in-flight';
};

/** Speaks HTTP with the gateway, signs in again when a token has expired, and repeats what time cures. */
export class HttpApi implements Api {
  private readonly tokens = new Map<Who, string>();
  private readonly patienceMs: number;

  constructor(private readonly options: ApiOptions) {
    this.patienceMs = options.patienceMs ?? 60_000;
  }

  get(as: Who, path: string): Promise<unknown> {
    return this.call(as, { method: 'GET', path });
  }

  post(as: Who, path: string, body: object, idempotencyKey?: string): Promise<unknown> {
    return this.call(as, {
      method: 'POST',
      path,
      body,
      ...(idempotencyKey === undefined ? {} : { headers: { 'idempotency-key': idempotencyKey } }),
    });
  }

  put(as: Who, path: string, body: object, version: number): Promise<unknown> {
    return this.call(as, { method: 'PUT', path, body, headers: { 'if-match': `"${version}"` } });
  }

  private async call(as: Who, call: Call): Promise<unknown> {
    const givesUpAt = performance.now() + this.patienceMs;
    for (let pauseMs = 50; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
      try {
        return await this.signedIn(as, call);
      } catch (error) {
        if (!isPassing(error) || performance.now() + pauseMs > givesUpAt) throw error;
      }
      await delay(pauseMs, undefined, this.options.signal ? { signal: this.options.signal } : {});
    }
  }

  private async signedIn(as: Who, call: Call): Promise<unknown> {
    const known = this.tokens.get(as);
    try {
      return await this.send(call, known ?? (await this.signIn(as)));
    } catch (error) {
      if (known === undefined || !(error instanceof ApiProblem && error.status === 401)) throw error;
      return this.send(call, await this.signIn(as));
    }
  }

  private async signIn(as: Who): Promise<string> {
    const how = this.options.credentials[as];
    const token =
      typeof how === 'function'
        ? await how()
        : field(await this.send({ method: 'POST', path: '/api/auth/login', body: how }), 'accessToken');
    this.tokens.set(as, token);
    return token;
  }

  private async send({ method, path, body, headers }: Call, token?: string): Promise<unknown> {
    const timeLimit = AbortSignal.timeout(30_000);
    const response = await fetch(new URL(path, this.options.baseUrl), {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      signal: this.options.signal ? AbortSignal.any([this.options.signal, timeLimit]) : timeLimit,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer = parsed(await response.text());
    if (response.ok) return answer;
    throw new ApiProblem(response.status, field(answer, 'code'), `${method} ${path}`, field(answer, 'detail'));
  }
}
