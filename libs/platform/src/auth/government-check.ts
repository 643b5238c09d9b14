import { DomainError } from '@komitmen/kernel';
import type { FastifyRequest } from 'fastify';
import type { RequestContext } from '../context/request-context';
import type { GovernmentCheck } from './allow';

type FieldCheck = Exclude<GovernmentCheck, string>;

/** The declared field's text, or undefined where it is missing or no text: then validation must refuse the request. */
export function governmentIn(request: Pick<FastifyRequest, 'body' | 'params' | 'query'>, check: FieldCheck): string | undefined {
  const part: unknown = request[check.in];
  if (typeof part !== 'object' || part === null || !Object.hasOwn(part, check.field)) return undefined;
  const value: unknown = (part as Readonly<Record<string, unknown>>)[check.field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * The guard lets a request without its government pass so that validation can name every wrong field at once. Should
 * validation find nothing wrong, the request is refused here: no handler runs without the check.
 * @throws DomainError `government-required`.
 */
export function refuseWithoutGovernment(context: RequestContext | undefined): void {
  if (context?.governmentMissingIn === undefined) return;
  throw new DomainError('invalid', 'government-required', 'Sebutkan kode pemerintah daerah, contoh 52.71.', { field: 'government' });
}
