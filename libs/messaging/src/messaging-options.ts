import type { DataSource } from 'typeorm';
import { escapeIdentifier } from 'pg';
import type { EventContracts } from './event-contracts';
import type { EventLog } from './event-log/event-log';

export interface MessagingOptions {
  /** Name of the service: its topic, its consumer group, its inbox's consumer. */
  service: string;
  /** Topics it reads; empty for none. */
  consumes: readonly string[];
  /** Shared by all services of a process; its owner closes it. */
  eventLog: EventLog;
  /** Default: `@komitmen/contracts`. */
  contracts?: EventContracts;
  /** Events handled in one transaction, at most 1,000 (the default). */
  chunkSize?: number;
  /** How long the relay waits for an answer of its database before it begins anew. Default 30,000 ms. */
  relayAnswerWithinMs?: number;
}

export const MESSAGING_OPTIONS = Symbol('messaging options');
export const EVENT_CONTRACTS = Symbol('event contracts');
export const TABLES = Symbol('messaging tables');

/** Messaging's tables in the schema of a service, quoted. */
export interface MessagingTables {
  outbox: string;
  inbox: string;
  consumedOffsets: string;
  deadLetters: string;
  parkedEvents: string;
  consumerGenerations: string;
}

export function tablesIn(schema: string): MessagingTables {
  const table = (name: string): string => `${escapeIdentifier(schema)}.${name}`;
  return {
    outbox: table('outbox'),
    inbox: table('inbox'),
    consumedOffsets: table('consumed_offsets'),
    deadLetters: table('dead_letters'),
    parkedEvents: table('parked_events'),
    consumerGenerations: table('consumer_generations'),
  };
}

export function schemaOf(dataSource: DataSource): string {
  return 'schema' in dataSource.options && typeof dataSource.options.schema === 'string' ? dataSource.options.schema : 'public';
}
