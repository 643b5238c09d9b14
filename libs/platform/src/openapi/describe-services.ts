import type { OpenAPIObject } from '@nestjs/swagger';
import { ACCESS_COOKIE } from '../auth/credentials';
import type { ServiceDefinition } from '../service/service-definition';
import { describeService } from './describe-service';
import { PARAMETERS } from './operation';
import { type Components, PROBLEM_RESPONSES, PROBLEM_SCHEMA } from './problem-schema';

const SECURITY_SCHEMES: NonNullable<Components['securitySchemes']> = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'the accessToken that signing in answers with; valid for ten minutes',
  },
  cookie: { type: 'apiKey', in: 'cookie', name: ACCESS_COOKIE, description: 'set by signing in with a browser' },
};

const sorted = <T>(entries: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/** @throws Error when two services answer the same path or schemas share a name. */
function union<T>(what: string, parts: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  const all: Record<string, T> = {};
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    if (Object.hasOwn(all, name)) throw new Error(`two services have the ${what} ${name}`);
    all[name] = value;
  }
  return sorted(all);
}

/** One document of all services, as the gateway serves it; the same code gives the same document. */
export async function describeServices(definitions: readonly ServiceDefinition[], info: OpenAPIObject['info']): Promise<OpenAPIObject> {
  const documents: OpenAPIObject[] = [];
  for (const definition of definitions) documents.push(await describeService(definition));
  const schemas = documents.map(({ components }) => components?.schemas ?? {});
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    paths: union(
      'path',
      documents.map(({ paths }) => paths),
    ),
    components: {
      parameters: PARAMETERS,
      responses: PROBLEM_RESPONSES,
      schemas: union('schema', [...schemas, { Problem: PROBLEM_SCHEMA }]),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}
