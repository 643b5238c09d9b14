import { CannotStart, CONSOLE_ACCOUNT_ID, parsePrivateKey, type Role, TokenSigner } from '@komitmen/platform';
import { tokenPrivateKey } from '../keys';
import type { StandaloneSettings } from '../settings';
import { addressOf, notRunning } from './address';

const tokenSeconds = 60;

/** A short token, signed with the installation's own key. */
export function consoleToken(privateKey: string, role: Role = 'administrator'): Promise<string> {
  const signer = new TokenSigner(parsePrivateKey(privateKey));
  return signer.sign({ accountId: CONSOLE_ACCOUNT_ID, role, scope: '52', sessionId: 'console' }, tokenSeconds);
}

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly problem: Problem) {
    super(`${problem.detail} (${problem.status} ${problem.code})`);
  }
}

/** Speaks with the running application as its administrator, over its own HTTP API. */
export class ConsoleApi {
  constructor(
    private readonly baseUrl: string,
    private readonly token: () => Promise<string>,
    private readonly away: () => Error = () => new CannotStart(`Nothing answers at ${baseUrl}.`),
  ) {}

  static of(settings: StandaloneSettings): ConsoleApi {
    const privateKey = tokenPrivateKey(settings);
    return new ConsoleApi(
      addressOf(settings.DATA_DIR),
      () => consoleToken(privateKey),
      () => notRunning(settings.DATA_DIR),
    );
  }

  get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path);
  }

  post<T>(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    return this.call<T>('POST', path, body, headers);
  }

  /** The answer whatever its status, for what is worth reading when it is no success. */
  async look(path: string): Promise<{ status: number; body: unknown }> {
    const response = await this.send('GET', path);
    return { status: response.status, body: parsed(await response.text()) };
  }

  private async call<T>(method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const response = await this.send(method, path, body, headers);
    const answer = parsed(await response.text());
    if (!response.ok) throw new Refused({ status: response.status, code: field(answer, 'code'), detail: field(answer, 'detail') });
    return answer as T;
  }

  private async send(method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    const authorization = `Bearer ${await this.token()}`;
    const content: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    try {
      return await fetch(new URL(path, this.baseUrl), {
        method,
        headers: { authorization, ...content, ...headers },
        signal: AbortSignal.timeout(30_000),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch {
      throw this.away();
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function field(answer: unknown, name: 'code' | 'detail'): string {
  if (typeof answer !== 'object' || answer === null) return '';
  const value: unknown = Reflect.get(answer, name);
  return typeof value === 'string' ? value : '';
}
