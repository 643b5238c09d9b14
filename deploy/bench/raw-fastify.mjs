// The peer of the scorecard list: Fastify alone, serving the same bytes from memory.
import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import { ready } from './part.mjs';

const text = readFileSync(process.argv[2] ?? '', 'utf8');
const server = fastify();
server.get('/api/scorecards', (_request, reply) => reply.header('content-type', 'application/json; charset=utf-8').send(text));
const url = await server.listen({ host: '127.0.0.1', port: 0 });
ready({ url }, () => server.close());
