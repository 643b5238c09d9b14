import 'reflect-metadata';
import { type ChunkContext, DeadLetters, EventLogStrategy, type MessagingOptions, Outbox, Relay, UnitOfWork } from '@komitmen/messaging';
import { ChunkProcessor } from '../../libs/messaging/src/consumer/chunk-processor';
import { HandlerTable, type RunsOf } from '../../libs/messaging/src/consumer/handler-table';
import type { Inbox } from '../../libs/messaging/src/consumer/inbox';
import type { DeadLetterStore } from '../../libs/messaging/src/dead-letter/dead-letter-store';
import { contracts } from '../../libs/messaging/src/event-contracts';
import type { OutboxStore } from '../../libs/messaging/src/outbox-store';
import type { GenerationStore } from '../../libs/messaging/src/rebuild/generation-store';
import type { Database } from './database';
import { SimulatedDeadLetters } from './dead-letters';
import { firstGeneration, type Public, SimulatedInbox, SimulatedOutbox } from './messaging-stores';

/** The parts of messaging that a planted bug may put others in the place of. */
export interface Parts {
  inbox: Public<Inbox>;
  outbox: Public<OutboxStore>;
  deadLetters: Public<DeadLetterStore>;
  options: MessagingOptions;
}

/** One process of a service: messaging as production has it, wired by hand on simulated stores. */
export interface Service {
  readonly unitOfWork: UnitOfWork;
  readonly outbox: Outbox;
  readonly relay: Relay;
  readonly strategy: EventLogStrategy;
  readonly deadLetters: DeadLetters;
}

export const partsOn = (database: Database, options: MessagingOptions): Parts => ({
  inbox: new SimulatedInbox(),
  outbox: new SimulatedOutbox(database),
  deadLetters: new SimulatedDeadLetters(database),
  options,
});

export function createService(database: Database, { options, ...parts }: Parts): Service {
  // Classes have private parts that no simulated store has; what is public is the same, see `Public`.
  const inbox = parts.inbox as Inbox;
  const outboxStore = parts.outbox as OutboxStore;
  const letters = parts.deadLetters as DeadLetterStore;
  const dataSource = database.asDataSource();
  const unitOfWork = new UnitOfWork(dataSource);
  const handlers = new HandlerTable();
  const relay = new Relay(options, outboxStore);
  const processor = new ChunkProcessor(options.service, unitOfWork, inbox, letters, handlers, contracts);
  return {
    unitOfWork,
    relay,
    outbox: new Outbox(unitOfWork, relay, options, contracts, outboxStore),
    strategy: new EventLogStrategy(options, handlers, processor),
    deadLetters: new DeadLetters(dataSource, unitOfWork, processor, letters, inbox, firstGeneration as GenerationStore),
  };
}

/** Of one event, or of a run of them. */
type Handler = (payload: never, context: ChunkContext) => unknown;

/** Binds what `@EventPattern` marks, as Nest does. */
export function addHandlers(strategy: EventLogStrategy, controller: object): void {
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(controller))) {
    const method = Reflect.get(controller, name) as Handler;
    const types = Reflect.getMetadata('microservices:pattern', method) as string[] | undefined;
    const extras = Reflect.getMetadata('microservices:pattern_extras', method) as RunsOf | undefined;
    for (const type of types ?? []) addHandler(strategy, type, method.bind(controller), extras);
  }
}

export function addHandler(strategy: EventLogStrategy, type: string, handle: Handler, extras: RunsOf = {}): void {
  strategy.addHandler(type, (payload: unknown, context: ChunkContext) => Promise.resolve(handle(payload as never, context)), true, {
    ...extras,
  });
}

export function start({ relay, strategy }: Service): void {
  relay.start();
  strategy.listen(() => undefined);
}

export async function stop({ relay, strategy }: Service): Promise<void> {
  await strategy.close();
  await relay.stop();
}
