import type { Type } from '@nestjs/common';
import type { TObject } from '@sinclair/typebox';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { MigrationInterface } from 'typeorm';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { SharedSettings } from '../settings/shared-settings';

export type EntityClass = abstract new (...args: never[]) => object;
export type MigrationClass = new () => MigrationInterface;

export interface ServiceDefinition {
  /** Also its schema, its event-log topic and its role in the database. */
  readonly name: string;
  /** The service's own module: its controllers and providers. Platform and messaging are added around it. */
  readonly module: Type<unknown>;
  readonly entities: readonly EntityClass[];
  readonly migrations: readonly MigrationClass[];
  /** Path prefixes that the gateway hands over, such as `/api/allocations`. */
  readonly prefixes: readonly string[];
  /** Topics whose events it handles. With `regencies` among them it keeps a calendar, unless `calendar` says otherwise. */
  readonly consumes?: readonly string[];
  /** `own`: the service provides `BusinessClock` itself (regencies). */
  readonly calendar?: 'consumed' | 'own' | 'none';
  /** What it reads from the environment; the table of settings is made from it. */
  readonly settings?: TObject;
  /** Optional settings that it cannot do without in a process of its own. */
  readonly requiredSettings?: readonly (keyof typeof SharedSettings.properties)[];
}

export interface PartHealth {
  readonly state: 'up' | 'down' | 'behind';
  readonly detail?: string;
}

export interface ServiceHealth {
  readonly state: 'up' | 'down';
  readonly parts: Readonly<Record<string, PartHealth>>;
}

export interface RunningService {
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly app: NestFastifyApplication;
  handle(request: IncomingMessage, response: ServerResponse): void;
  health(): Promise<ServiceHealth>;
  close(): Promise<void>;
}

/** Whether a service keeps a calendar of its own from what regencies publishes. */
export function calendarOf(definition: ServiceDefinition): 'consumed' | 'own' | 'none' {
  return definition.calendar ?? (definition.consumes?.includes('regencies') === true ? 'consumed' : 'none');
}
