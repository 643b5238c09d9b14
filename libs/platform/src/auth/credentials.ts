import { DomainError } from '@komitmen/kernel';
import type { IncomingHttpHeaders } from 'node:http';

export const ACCESS_COOKIE = 'komitmen_access';
/** Only our own pages can send this header, so a form on another site cannot act with the visitor's cookie. */
export const SAME_SITE_HEADER = 'x-komitmen-request';

export interface Credentials {
  readonly token: string;
  readonly from: 'cookie' | 'bearer';
}

export function cookieNamed(name: string, header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim() || undefined;
  }
  return undefined;
}

/** A bearer token wins over a cookie: who sends one means it. */
export function credentialsOf(headers: IncomingHttpHeaders): Credentials | undefined {
  const bearer = /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return { token: bearer, from: 'bearer' };
  const cookie = cookieNamed(ACCESS_COOKIE, headers.cookie);
  return cookie === undefined ? undefined : { token: cookie, from: 'cookie' };
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** @throws DomainError `cross-site-request` for a change that another site may have caused. */
export function refuseCrossSite(method: string, headers: IncomingHttpHeaders): void {
  if (SAFE_METHODS.has(method)) return;
  if (headers[SAME_SITE_HEADER] === '1' && headers['sec-fetch-site'] !== 'cross-site') return;
  throw new DomainError('forbidden', 'cross-site-request', 'Perubahan ini tidak datang dari halaman Komitmen.');
}
