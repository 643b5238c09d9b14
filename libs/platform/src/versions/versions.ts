import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '@komitmen/kernel';
import type { FastifyRequest } from 'fastify';

const ENTITY_TAG = /^"([1-9][0-9]{0,8})"$/;

/** @throws DomainError `if-match-required` (428) or `if-match-malformed` (400). */
export function versionFromIfMatch(header: string | undefined): number {
  if (header === undefined || header === '')
    throw new DomainError('precondition-required', 'if-match-required', 'Sertakan versi yang Anda ubah pada kepala If-Match, contoh "3".');
  const version = ENTITY_TAG.exec(header)?.[1];
  if (version === undefined)
    throw new DomainError('invalid', 'if-match-malformed', 'Kepala If-Match harus satu versi dalam tanda kutip, contoh "3".');
  return Number(version);
}

/** The version that the caller has seen, from `If-Match: "3"`. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): number =>
  versionFromIfMatch(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);

/** @throws DomainError `version-stale` (412) when somebody changed it in between. */
export function requireVersion(actual: number, expected: number): void {
  if (actual === expected) return;
  throw new DomainError('stale', 'version-stale', 'Data ini sudah diubah oleh orang lain. Muat ulang, periksa, lalu ulangi.', { actual, expected });
}
