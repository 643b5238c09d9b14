import type { FastifyRateLimitStore } from '@fastify/rate-limit';

const MOST_KEYS = 5_000;

interface Count {
  current: number;
  readonly since: number;
}

/** How often each key was counted in its window of time, by a clock that nobody sets: with the machine's, a limit would outlast its minute. */
export class RequestCounts implements FastifyRateLimitStore {
  private readonly counts = new Map<string, Count>();

  incr(key: string, done: Parameters<FastifyRateLimitStore['incr']>[1], timeWindow = 60_000): void {
    const now = performance.now();
    const known = this.counts.get(key);
    const count = known !== undefined && now - known.since < timeWindow ? known : this.begin(key, now);
    count.current += 1;
    done(null, { current: count.current, ttl: timeWindow - (now - count.since) });
  }

  child(): FastifyRateLimitStore {
    return new RequestCounts();
  }

  /** The oldest window makes room. */
  private begin(key: string, now: number): Count {
    this.counts.delete(key);
    const [oldest] = this.counts.keys();
    if (this.counts.size >= MOST_KEYS && oldest !== undefined) this.counts.delete(oldest);
    const count = { current: 0, since: now };
    this.counts.set(key, count);
    return count;
  }
}
