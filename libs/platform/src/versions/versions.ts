import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
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

const SeenVersion = createParamDecorator((_: unknown, context: ExecutionContext): number =>
  versionFromIfMatch(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']),
);

export const IF_MATCH_HEADER = {
  name: 'If-Match',
  required: true,
  description: 'the version that was seen, in quotation marks; 412 when it has changed since',
  example: '"3"',
  schema: { type: 'string', pattern: ENTITY_TAG.source },
} as const;

/** The version that the caller has seen, from `If-Match: "3"`; the route's documentation asks for it too. */
export const IfMatch = (): ParameterDecorator => (target, property, index) => {
  SeenVersion()(target, property, index);
  const method = property === undefined ? undefined : Object.getOwnPropertyDescriptor(target, property);
  if (property !== undefined && method !== undefined) ApiHeader(IF_MATCH_HEADER)(target, property, method);
};

/** @throws DomainError `version-stale` (412) when somebody changed it in between. */
export function requireVersion(actual: number, expected: number): void {
  if (actual === expected) return;
  throw new DomainError('stale', 'version-stale', 'Data ini sudah diubah oleh orang lain. Muat ulang, periksa, lalu ulangi.', {
    actual,
    expected,
  });
}
