import { Module, type DynamicModule, type INestApplication, type INestMicroservice, type Provider } from '@nestjs/common';
import { NestMicroservice } from '@nestjs/microservices';
import { Backlog } from './backlog';
import { ChunkProcessor } from './consumer/chunk-processor';
import { EventLogStrategy } from './consumer/event-log-strategy';
import { HandlerTable } from './consumer/handler-table';
import { Inbox } from './consumer/inbox';
import { RethrowFilter } from './consumer/rethrow.filter';
import { DeadLetterStore } from './dead-letter/dead-letter-store';
import { DeadLetters } from './dead-letter/dead-letters';
import { DataSource } from 'typeorm';
import { contracts, type EventContracts } from './event-contracts';
import { EventFeed } from './event-feed';
import {
  EVENT_CONTRACTS,
  MESSAGING_OPTIONS,
  TABLES,
  schemaOf,
  tablesIn,
  type MessagingOptions,
  type MessagingTables,
} from './messaging-options';
import { Outbox } from './outbox';
import { OutboxStore } from './outbox-store';
import { Relay } from './relay';
import { GenerationStore } from './rebuild/generation-store';
import { Rebuild } from './rebuild/rebuild';
import { UnitOfWork } from './unit-of-work';

const PARTS = [UnitOfWork, Outbox, Relay, EventLogStrategy, EventFeed, DeadLetters, Backlog, Rebuild];

function internals(options: MessagingOptions): Provider[] {
  const { service } = options;
  return [
    { provide: MESSAGING_OPTIONS, useValue: options },
    { provide: EVENT_CONTRACTS, useValue: options.contracts ?? contracts },
    { provide: TABLES, inject: [DataSource], useFactory: (dataSource: DataSource) => tablesIn(schemaOf(dataSource)) },
    { provide: HandlerTable, useFactory: () => new HandlerTable() },
    {
      provide: OutboxStore,
      inject: [DataSource, TABLES],
      useFactory: (dataSource: DataSource, tables: MessagingTables) => new OutboxStore(dataSource, options, tables),
    },
    { provide: Inbox, inject: [TABLES], useFactory: (tables: MessagingTables) => new Inbox(tables, service) },
    { provide: DeadLetterStore, inject: [TABLES], useFactory: (tables: MessagingTables) => new DeadLetterStore(tables, service) },
    {
      provide: GenerationStore,
      inject: [TABLES],
      useFactory: (tables: MessagingTables) => new GenerationStore(tables, service),
    },
    {
      provide: ChunkProcessor,
      inject: [UnitOfWork, Inbox, DeadLetterStore, HandlerTable, EVENT_CONTRACTS],
      useFactory: (unitOfWork: UnitOfWork, inbox: Inbox, letters: DeadLetterStore, handlers: HandlerTable, known: EventContracts) =>
        new ChunkProcessor(service, unitOfWork, inbox, letters, handlers, known),
    },
  ];
}

/** Global within one service: UnitOfWork, Outbox, Relay, EventLogStrategy, DeadLetters, Rebuild, MESSAGING_OPTIONS. Needs TypeORM's default DataSource. */
@Module({})
export class MessagingModule {
  static forService(options: MessagingOptions): DynamicModule {
    return { module: MessagingModule, global: true, providers: [...internals(options), ...PARTS], exports: [...PARTS, MESSAGING_OPTIONS] };
  }
}

/** Connects the service's consumer; `app.startAllMicroservices()` starts it. */
export function connectEventLog(app: INestApplication): INestMicroservice {
  // The filter must be there before the handlers are bound.
  const microservice = app
    .connectMicroservice({ strategy: app.get(EventLogStrategy) }, { deferInitialization: true })
    .useGlobalFilters(new RethrowFilter());
  // The application runs the hooks of its providers; a deferred microservice would run them all a second time.
  if (microservice instanceof NestMicroservice) microservice.setIsInitHookCalled(true);
  return microservice;
}
