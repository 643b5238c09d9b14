export { AuditKeys } from './audit/audit-keys';
export type { CheckedHeads, CheckedRows, Head } from './audit/audit-verification';
export type { Finding } from './audit/audit-chain';
export { Actor, isRole, ROLES, type Role } from './auth/actor';
export { Allow, type AllowOptions, type GovernmentCheck, Public } from './auth/allow';
export { CONSOLE_ACCOUNT_ID } from './auth/console-account';
export { ACCESS_COOKIE, cookieNamed, credentialsOf, type Credentials, refuseCrossSite, SAME_SITE_HEADER } from './auth/credentials';
export { listRoutes, requireDeclaredRoutes, type RouteListing } from './auth/list-routes';
export { PUBLIC_ROUTES } from './auth/public-routes';
export {
  ACCESS_TOKEN_SECONDS,
  generateTokenKeys,
  parsePrivateKey,
  parsePublicKeys,
  type TokenKeys,
  TokenSigner,
  type TokenSubject,
} from './auth/token-signer';
export { TokenVerifier, type VerifiedToken } from './auth/token-verifier';
export { BusinessClock, type BusinessNow } from './calendar/business-clock';
export { calendarMoment, CalendarNotBegun, type CalendarRow } from './calendar/calendar-moment';
export { currentActor, findActor, findContext, type RequestContext, runAs, runInContext } from './context/request-context';
export { dataSourceOptions, type PoolSettings, runMigrations } from './database/data-source';
export { withClient } from './database/with-client';
export { ensureDatabaseOwner } from './database/database-owner';
export { platformMigrations } from './database/platform-migrations';
export { type DatabasePreparation, prepareDatabase } from './database/prepare-database';
export * from './embedded-postgres';
export { Health, type HealthCheck, PARTS_ANSWER_WITHIN_MS } from './health/health';
export { Example } from './http/example';
export { type FieldError, type Problem, problem, ProblemError } from './http/problem';
export { sendProblem } from './http/problem.filter';
export { problemOfError } from './http/problem-of-error';
export { contextOf, CORRELATION_HEADER, handOver } from './http/request-hooks';
export { createLogger, NestLogger } from './logging/logger';
export { readAtScrape, type Reading, type ReadGauges } from './metrics/gauges';
export { metricsRegistry } from './metrics/metrics';
export { describeService, describeServices } from './openapi';
export {
  BODY_LIMIT_BYTES,
  type BuildOptions,
  buildApplication,
  createService,
  migrationNames,
  serviceDatabase,
} from './service/create-service';
export { FrontDoor, type Handler } from './process/front-door';
export { runService } from './process/run-service';
export { ServiceProcess, type ServiceProcessOptions } from './process/service-process';
export { Shutdown } from './process/shutdown';
export { LOGGER } from './service/platform.module';
export { entityTagOf } from './versions/entity-tag.interceptor';
export {
  calendarOf,
  type EntityClass,
  type MigrationClass,
  type PartHealth,
  type RunningService,
  type ServiceDefinition,
  type ServiceHealth,
} from './service/service-definition';
export type { ServiceRuntime } from './service/service-runtime';
export { readServiceSettings, ServiceSettings, settingsOfProcess } from './settings/service-settings';
export { type Environment, parseSettings, SettingsError, settingsTable } from './settings/settings';
export { SharedSettings } from './settings/shared-settings';
export { IfMatch, requireVersion } from './versions/versions';
export * from './recording';
export { startTracing, type Tracing } from './tracing/start-tracing';
