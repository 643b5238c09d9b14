import { CannotStart } from '@komitmen/platform';
import { consoleToken } from './console-token';
import { type ConsoleSettings, notRunning, type Place, placesOf } from './places';

interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Wrong fields of what was sent, in words. */
  readonly fields: readonly string[];
}

export class Refused extends Error {
  override readonly name = 'Refused';

  constructor(readonly problem: Problem) {
    const fields = problem.fields.filter((field) => !field.endsWith(problem.detail));
    super(`${[problem.detail, ...fields].join(' ')} (${problem.status} ${problem.code})`);
  }
}

/** Speaks with the running application as its administrator, over its own HTTP API. */
export class ConsoleApi {
  private constructor(
    private places: readonly Place[],
    private readonly away: () => Error,
  ) {}

  static of(settings: ConsoleSettings): ConsoleApi {
    const { KOMITMEN_URL, DATA_DIR } = settings;
    const away = (): Error => (KOMITMEN_URL === undefined ? notRunning(DATA_DIR) : new CannotStart(`Nothing answers at ${KOMITMEN_URL}.`));
    return new ConsoleApi(placesOf(settings), away);
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
    if (!response.ok)
      throw new Refused({
        status: response.status,
        code: field(answer, 'code'),
        detail: field(answer, 'detail'),
        fields: fieldsOf(answer),
      });
    return answer as T;
  }

  /** An address where nothing listens was left behind; the next one may be right. */
  private async send(method: string, path: string, body?: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    for (const place of this.places) {
      const response = await this.sendTo(place, method, path, body, headers);
      if (response === undefined) continue;
      this.places = [place];
      return response;
    }
    throw this.away();
  }

  private async sendTo(
    { url, privateKey }: Place,
    method: string,
    path: string,
    body: object | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<Response | undefined> {
    const authorization = `Bearer ${await consoleToken(privateKey)}`;
    const content: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    try {
      return await fetch(new URL(path, url), {
        method,
        headers: { authorization, ...content, ...headers },
        signal: AbortSignal.timeout(30_000),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch {
      return undefined;
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

function fieldsOf(answer: unknown): string[] {
  const errors: unknown = typeof answer === 'object' && answer !== null && 'errors' in answer ? answer.errors : undefined;
  return Array.isArray(errors) ? errors.map((error: unknown) => `${field(error, 'field')}: ${field(error, 'message')}`) : [];
}

function field(answer: unknown, name: 'code' | 'detail' | 'field' | 'message'): string {
  if (typeof answer !== 'object' || answer === null) return '';
  const value: unknown = Reflect.get(answer, name);
  return typeof value === 'string' ? value : '';
}
