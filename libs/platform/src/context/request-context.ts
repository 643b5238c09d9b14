import { AsyncLocalStorage } from 'node:async_hooks';
import { DomainError } from '@komitmen/kernel';
import type { Actor } from '../auth/actor';

/** What one request, or one command from the command line, carries along without passing it by hand. */
export interface RequestContext {
  readonly correlationId: string;
  readonly remoteAddress: string;
  actor?: Actor;
  /** Where a declared government was looked for and not found; the validation that follows must refuse the request. */
  governmentMissingIn?: 'body' | 'query' | 'params';
}

const storage = new AsyncLocalStorage<RequestContext>();

export const runInContext = <T>(context: RequestContext, work: () => T): T => storage.run(context, work);

export const findContext = (): RequestContext | undefined => storage.getStore();

export const findActor = (): Actor | undefined => storage.getStore()?.actor;

/** @throws DomainError `sign-in-required` outside an authenticated request. */
export function currentActor(): Actor {
  const actor = findActor();
  if (actor === undefined) throw new DomainError('unauthenticated', 'sign-in-required', 'Silakan masuk terlebih dahulu.');
  return actor;
}

/** Runs work as someone without an HTTP request: the command line, and loading the demonstration. */
export const runAs = <T>(actor: Actor, correlationId: string, work: () => T): T =>
  runInContext({ correlationId, remoteAddress: actor.remoteAddress, actor }, work);
