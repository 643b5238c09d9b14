import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';

const INITIALIZER = `window.onload = () => {
  window.ui = SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger-ui', deepLinking: true, presets: [SwaggerUIBundle.presets.apis] });
};`;

/** Swagger UI at `/api/docs/`, from its npm package. */
@Injectable()
export class ApiDocs implements OnModuleInit {
  constructor(private readonly adapter: HttpAdapterHost) {}

  async onModuleInit(): Promise<void> {
    const instance = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    await instance.register(async (docs) => {
      docs.get('/api/docs/swagger-initializer.js', (_request, reply) => reply.type('text/javascript').send(INITIALIZER));
      docs.get('/api/docs', (_request, reply) => reply.redirect('/api/docs/'));
      await docs.register(fastifyStatic, {
        root: dirname(require.resolve('swagger-ui-dist/package.json')),
        prefix: '/api/docs/',
        wildcard: false,
        decorateReply: false,
        globIgnore: ['**/swagger-initializer.js', '**/*.map', '**/node_modules/**'],
      });
    });
  }
}
