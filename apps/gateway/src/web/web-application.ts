import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DomainError } from '@komitmen/kernel';
import { LOGGER, sendProblem } from '@komitmen/platform';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

/** Where the built browser application lies, beside the built services. */
const WEB_FOLDER = [join(__dirname, '../../../../web'), join(__dirname, '../../../../../apps/web/dist')].find((folder) =>
  existsSync(join(folder, 'index.html')),
);

const HASHED = /[\\/]assets[\\/]/;

/** Serves the browser application; every address that is not a file is a page of it. */
@Injectable()
export class WebApplication implements OnModuleInit {
  constructor(
    private readonly adapter: HttpAdapterHost,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onModuleInit(): Promise<void> {
    if (WEB_FOLDER === undefined) return;
    const instance = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    await instance.register(fastifyStatic, {
      root: WEB_FOLDER,
      wildcard: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        void reply.header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
    instance.get('/*', (request, reply) => {
      if (!/^\/api([/?]|$)/.test(request.url))
        return reply.header('cache-control', 'no-store').sendFile('index.html', { cacheControl: false });
      sendProblem(new DomainError('not-found', 'route-not-found', 'Alamat ini tidak ada.'), request, reply, this.logger);
      return reply;
    });
  }
}
