import { Controller, Get, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type PartHealth, Public, type ServiceHealth } from '@komitmen/platform';
import type { FastifyReply } from 'fastify';
import { Upstreams } from '../edge/upstreams';

export interface HealthView {
  readonly state: 'up' | 'down';
  readonly services: Readonly<Record<string, ServiceHealth>>;
}

const unreachable: ServiceHealth = { state: 'down', parts: { service: { state: 'down' } satisfies PartHealth } };

@ApiTags('health')
@Controller('api/health')
export class HealthController {
  constructor(private readonly upstreams: Upstreams) {}

  /** 200 when every service is up, else 503; states only, no addresses and no error texts. */
  @Get()
  @Public()
  async health(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthView> {
    const found = await Promise.all(
      this.upstreams.all().map(async (upstream) => [upstream.name, await upstream.health().catch(() => unreachable)] as const),
    );
    const services = Object.fromEntries(found);
    const up = found.length > 0 && found.every(([, { state }]) => state === 'up');
    if (!up) void reply.status(503);
    return { state: up ? 'up' : 'down', services };
  }
}
