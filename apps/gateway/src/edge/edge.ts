import fastifyCookie from '@fastify/cookie';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { credentialsOf, handOver, LOGGER, sendProblem } from '@komitmen/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { Admission } from './admission';
import { RateLimits } from './rate-limits';
import { Upstreams } from './upstreams';

/** Signing in and out, and renewing, are for those whose token no longer counts. */
const WITHOUT_ADMISSION = new Set(['/api/auth/login', '/api/auth/refresh', '/api/auth/logout', '/api/health']);

/** Asked of the address and of the route that was found for it: a router also finds `/%61pi/...`, whose address says nothing. */
const isGuarded = (path: string): boolean => path.startsWith('/api/') || path === '/metrics';

/** Stands before every request: limits, whether the account still counts, and which service answers. */
@Injectable()
export class Edge implements OnModuleInit {
  constructor(
    private readonly adapter: HttpAdapterHost,
    private readonly limits: RateLimits,
    private readonly admission: Admission,
    private readonly upstreams: Upstreams,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    const instance = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    await instance.register(fastifyCookie);
    await this.limits.install(instance);
    // Nest's filter does not reach hooks, so their errors are answered here.
    instance.addHook('onRequest', async (request, reply) => {
      await this.receive(request, reply).catch((error: unknown) => sendProblem(error, request, reply, this.logger));
    });
    await this.upstreams.addRoutes(instance);
  }

  private async receive(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const [path = '/'] = request.url.split('?');
    if (!isGuarded(path) && !isGuarded(request.routeOptions.url ?? '')) return;
    await this.limits.countRequest(request);
    const credentials = credentialsOf(request.headers);
    if (credentials && !WITHOUT_ADMISSION.has(path)) await this.admission.admit(credentials.token, request.ip);
    const upstream = this.upstreams.owning(path);
    if (!upstream) return;
    handOver(request);
    reply.hijack();
    upstream.handle(request.raw, reply.raw);
  }
}
