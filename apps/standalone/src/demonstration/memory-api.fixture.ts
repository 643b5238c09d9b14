import { ApiProblem, type Api } from './api';

interface Recorded {
  readonly on: string;
  readonly to: string;
  readonly body: Record<string, unknown>;
}

class Killed extends Error {}

/** The system in memory, as far as loading needs it; it keeps what was recorded on which business date. */
export class MemoryApi implements Api {
  readonly recorded: Recorded[] = [];
  readonly officials = new Map<string, object>();
  readonly rules: Recorded[] = [];
  readonly dates: string[] = [];
  calendar = {
    province: '52',
    date: null as string | null,
    time: null as string | null,
    mode: 'demonstration',
    advancingTo: null as string | null,
    heldAt: null as string | null,
    loading: true,
    finished: false,
  };
  /** The request after which the reader of answers is killed; the request itself has its effect. */
  killAfter = Number.POSITIVE_INFINITY;
  private requests = 0;

  get(_as: string, path: string): Promise<unknown> {
    return this.answer(() => {
      if (path === '/api/calendar') return [{ ...this.calendar }];
      if (path.startsWith('/api/rules'))
        return this.rules.map(({ to, body }) => ({ rule: to.split('/').at(-1), version: 2, parameter: body['parameter'] }));
      return this.recorded.filter(({ to }) => `/api/${to}` === path).map(({ body }) => body);
    });
  }

  post(_as: string, path: string, body: object): Promise<unknown> {
    return this.answer(() => this.accept(path, body as Record<string, unknown>));
  }

  put(_as: string, path: string, body: object): Promise<unknown> {
    return this.answer(() => this.rules.push({ on: this.calendar.date ?? '', to: path, body: body as Record<string, unknown> }));
  }

  private accept(path: string, body: Record<string, unknown>): void {
    const [, , resource = '', code = '', action] = path.split('/');
    if (action === 'officials') this.officials.set(`${code} ${String(body['post'])}`, body);
    else if (action === 'set') this.begin(String(body['date']), String(body['time']));
    else if (action === 'loaded') this.calendar.loading = false;
    else if (action === 'continue') this.goOn(body['until'] as string | null);
    else this.record(resource, body);
  }

  private begin(date: string, time: string): void {
    if (this.calendar.date === date) return;
    if (this.calendar.date !== null && date < this.calendar.date) throw new ApiProblem(422, 'date-not-after', 'set', date);
    this.dates.push(date);
    this.calendar = { ...this.calendar, date, time, finished: true };
  }

  private goOn(until: string | null): void {
    const { advancingTo } = this.calendar;
    const held = until !== null && advancingTo !== null && until <= advancingTo ? until : null;
    this.calendar = { ...this.calendar, date: held ?? advancingTo, heldAt: held, advancingTo: held === null ? null : advancingTo };
  }

  private record(to: string, body: Record<string, unknown>): void {
    const today = this.calendar.date ?? '';
    const source = body['source'] as { date: string | null };
    for (const date of [body['holdsOn'] as string, source.date ?? ''])
      if (date > today) throw new ApiProblem(422, 'dated-in-the-future', to, date);
    this.recorded.push({ on: today, to, body });
  }

  private answer(work: () => unknown): Promise<unknown> {
    this.requests += 1;
    try {
      const answer = work();
      return this.requests > this.killAfter ? Promise.reject(new Killed()) : Promise.resolve(answer);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
