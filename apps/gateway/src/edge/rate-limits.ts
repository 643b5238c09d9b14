import { Injectable } from '@nestjs/common';
import { ProblemError } from '@komitmen/platform';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import rateLimit from '@fastify/rate-limit';
import { RequestCounts } from './request-counts';

type Limit = ReturnType<FastifyInstance['createRateLimit']>;

export const LOGINS_PER_MINUTE = 10;
export const REQUESTS_PER_MINUTE = 1_200;

/** Counts requests in memory, per instance: guessing passwords is slowed by address and name, everything else by address. */
@Injectable()
export class RateLimits {
  private login: Limit | undefined;
  private request: Limit | undefined;
  private readonly names = new WeakMap<FastifyRequest, string>();

  async install(instance: FastifyInstance): Promise<void> {
    await instance.register(rateLimit, { global: false, store: RequestCounts });
    const timeWindow = '1 minute';
    this.login = instance.createRateLimit({
      max: LOGINS_PER_MINUTE,
      timeWindow,
      keyGenerator: (request) => `login ${request.ip} ${this.names.get(request) ?? ''}`,
    });
    this.request = instance.createRateLimit({ max: REQUESTS_PER_MINUTE, timeWindow, keyGenerator: (request) => `request ${request.ip}` });
  }

  /** @throws ProblemError 429 `too-many-sign-ins`. */
  async countLogin(request: FastifyRequest, username: string): Promise<void> {
    this.names.set(request, username);
    await this.count(this.login, request, 'too-many-sign-ins', 'Terlalu banyak percobaan masuk; tunggu satu menit lalu coba lagi.');
  }

  /** @throws ProblemError 429 `too-many-requests`. */
  countRequest(request: FastifyRequest): Promise<void> {
    return this.count(this.request, request, 'too-many-requests', 'Terlalu banyak permintaan; tunggu sebentar lalu ulangi.');
  }

  private async count(limit: Limit | undefined, request: FastifyRequest, code: string, message: string): Promise<void> {
    const counted = await limit?.(request);
    if (counted && !counted.isAllowed && counted.isExceeded)
      throw new ProblemError(429, code, message, { retryAfterSeconds: counted.ttlInSeconds });
  }
}
