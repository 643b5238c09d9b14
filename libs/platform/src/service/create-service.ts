import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { connectEventLog, messagingMigrations } from '@komitmen/messaging';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { listRoutes, requireDeclaredRoutes } from '../auth/list-routes';
import { dataSourceOptions, runMigrations } from '../database/data-source';
import { platformMigrations } from '../database/platform-migrations';
import { Health } from '../health/health';
import { sendProblem } from '../http/problem.filter';
import { addSecurityHeaders } from '../http/security-headers';
import { addRequestHooks } from '../http/request-hooks';
import { NestLogger } from '../logging/logger';
import { collectProcessMetrics } from '../metrics/metrics';
import { PlatformModule } from './platform.module';
import { calendarOf, type MigrationClass, type RunningService, type ServiceDefinition } from './service-definition';
import type { ServiceRuntime } from './service-runtime';

export const BODY_LIMIT_BYTES = 256 * 1024;

/**
 * The last address of `X-Forwarded-For` is what the proxy saw; those before it are what the caller said of himself. A function,
 * because Fastify trusts nobody where it is given a number of hops: who can reach the port is the network's to decide here.
 */
const oneHop = (_address: string, hop: number): boolean => hop === 0;

/** Everything that has to run in the schema of a service, in order: messaging's migrations, platform's, its own. */
export function serviceMigrations(definition: ServiceDefinition): MigrationClass[] {
  return [
    ...messagingMigrations(definition.name),
    ...platformMigrations(definition.name, { calendar: calendarOf(definition) === 'consumed' }),
    ...definition.migrations,
  ];
}

/** As the table of migrations names them. */
export const migrationNames = (definition: ServiceDefinition): string[] =>
  serviceMigrations(definition).map((migration) => new migration().name ?? migration.name);

/** The database options of a service, with its migrations. */
export function serviceDatabase(definition: ServiceDefinition, url: string, poolSize?: number): ReturnType<typeof dataSourceOptions> {
  const pool = poolSize === undefined ? {} : { poolSize };
  return dataSourceOptions(definition.name, url, definition.entities, serviceMigrations(definition), pool);
}

export interface BuildOptions {
  /** Runs on the bare application before Nest sets it up: plugins and hooks of the gateway. */
  readonly prepare?: (app: NestFastifyApplication) => Promise<void>;
  /** Only the graph, for documents and route lists: no database, no event log, nothing started. */
  readonly preview?: boolean;
}

/** The Nest application of a service, not yet initialised. */
export async function buildApplication(
  definition: ServiceDefinition,
  runtime: ServiceRuntime,
  options: BuildOptions = {},
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: runtime.behindProxy === true && oneHop,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    // An address that cannot be decoded is refused before there is a route whose error could be caught.
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => sendProblem(error, request, reply, runtime.logger),
  });
  const module = PlatformModule.around(definition, runtime, serviceDatabase(definition, runtime.databaseUrl, runtime.poolSize));
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLogger(runtime.logger.child({ service: definition.name })),
    abortOnError: false,
    preview: options.preview === true,
  });
  addRequestHooks(adapter.getInstance(), definition.name, runtime.logger);
  addSecurityHeaders(adapter.getInstance());
  await options.prepare?.(app);
  return app;
}

/** Runs the service's migrations, builds its application and starts its consumer; ready to be handed requests. */
export async function createService(
  definition: ServiceDefinition,
  runtime: ServiceRuntime,
  options: BuildOptions = {},
): Promise<RunningService> {
  if (runtime.migrate !== false) await runMigrations(serviceDatabase(definition, runtime.migrationUrl ?? runtime.databaseUrl));
  collectProcessMetrics();
  const app = await buildApplication(definition, runtime, options);
  try {
    requireDeclaredRoutes(listRoutes(app));
    if ((definition.consumes ?? []).length > 0) connectEventLog(app);
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    await app.startAllMicroservices();
  } catch (error) {
    // What broke the start is told, not what an application that is half there has to say when it is closed.
    await app.close().catch(() => undefined);
    throw error;
  }
  return running(definition, app);
}

function running(definition: ServiceDefinition, app: NestFastifyApplication): RunningService {
  const fastify = app.getHttpAdapter().getInstance();
  return {
    name: definition.name,
    prefixes: [...definition.prefixes, `/api/system/${definition.name}`],
    app,
    handle: (request, response) => fastify.routing(request, response),
    health: () => app.get(Health).report(),
    close: () => app.close(),
  };
}
