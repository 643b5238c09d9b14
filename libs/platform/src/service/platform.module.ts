import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Backlog, EventLogStrategy, MessagingModule, Relay } from '@komitmen/messaging';
import type { Logger } from 'pino';
import { AuditKeys } from '../audit/audit-keys';
import { AuditObserver } from '../audit/audit-observer';
import { AuditSealer } from '../audit/audit-sealer';
import { AuditStore } from '../audit/audit-store';
import { AuditVerification } from '../audit/audit-verification';
import { auditController } from '../audit/audit.controller';
import { AuthGuard } from '../auth/auth.guard';
import { TokenVerifier } from '../auth/token-verifier';
import { BusinessClock } from '../calendar/business-clock';
import { CalendarConsumer, ConsumedBusinessClock } from '../calendar/consumed-calendar';
import type { dataSourceOptions } from '../database/data-source';
import { EventLogLook } from '../health/event-log-view';
import { Health } from '../health/health';
import { systemControllers } from '../health/system.controller';
import { ProblemFilter } from '../http/problem.filter';
import { InputPipe } from '../http/validation.pipe';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor';
import { ServiceMetrics } from '../metrics/service-metrics';
import { EntityTagInterceptor } from '../versions/entity-tag.interceptor';
import { calendarOf, type ServiceDefinition } from './service-definition';
import type { ServiceRuntime } from './service-runtime';

export const LOGGER = Symbol('komitmen:logger');

const edge: Provider[] = [
  { provide: APP_GUARD, useClass: AuthGuard },
  { provide: APP_PIPE, useClass: InputPipe },
  { provide: APP_FILTER, inject: [LOGGER], useFactory: (logger: Logger) => new ProblemFilter(logger) },
  // The outer one first: an answer is stored with the tag that the inner one sets.
  { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
  { provide: APP_INTERCEPTOR, useClass: EntityTagInterceptor },
];

const audit: Provider[] = [AuditObserver, AuditSealer, AuditStore, AuditVerification];

/** Everything around a service's own module; global within that service's application. */
@Module({})
export class PlatformModule {
  static around(definition: ServiceDefinition, runtime: ServiceRuntime, database: ReturnType<typeof dataSourceOptions>): DynamicModule {
    const consumesCalendar = calendarOf(definition) === 'consumed';
    const clock: Provider[] = consumesCalendar ? [{ provide: BusinessClock, useClass: ConsumedBusinessClock }] : [];
    const shared: Provider[] = [
      { provide: TokenVerifier, useValue: runtime.tokens },
      { provide: LOGGER, useValue: runtime.logger.child({ service: definition.name }) },
      { provide: AuditKeys, useValue: runtime.auditKeys ?? AuditKeys.parse() },
      Health,
      EventLogLook,
    ];
    const metrics: Provider = {
      provide: ServiceMetrics,
      inject: [Backlog, EventLogStrategy, Relay],
      useFactory: (backlog: Backlog, consumer: EventLogStrategy, relay: Relay) =>
        new ServiceMetrics(definition.name, backlog, consumer, relay, (definition.consumes ?? []).length > 0),
    };
    return {
      module: PlatformModule,
      global: true,
      imports: [
        TypeOrmModule.forRoot({ ...database, retryAttempts: 10, retryDelay: 1000, autoLoadEntities: false }),
        MessagingModule.forService({ service: definition.name, consumes: definition.consumes ?? [], eventLog: runtime.eventLog }),
        definition.module,
      ],
      controllers: [
        ...systemControllers(definition.name),
        auditController(definition.name),
        ...(consumesCalendar ? [CalendarConsumer] : []),
      ],
      providers: [...edge, ...shared, ...clock, ...audit, metrics],
      exports: [TokenVerifier, LOGGER, Health, ...(consumesCalendar ? [BusinessClock] : [])],
    };
  }
}
