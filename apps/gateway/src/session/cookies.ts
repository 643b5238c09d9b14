import { ACCESS_COOKIE } from '@komitmen/platform';
import type { FastifyReply } from 'fastify';

/** Renews the short access token; sent to the sign-in routes only. */
export const SESSION_COOKIE = 'komitmen_session';

/** Not `secure`: the standalone shape answers on plain HTTP on the loopback address; a proxy in front adds it. */
const guarded = { httpOnly: true, sameSite: 'strict' } as const;

export function setAccessCookie(reply: FastifyReply, token: string): void {
  void reply.setCookie(ACCESS_COOKIE, token, { ...guarded, path: '/' });
}

/** @param maxAge seconds */
export function setSessionCookie(reply: FastifyReply, secret: string, maxAge: number): void {
  void reply.setCookie(SESSION_COOKIE, secret, { ...guarded, path: '/api/auth', maxAge });
}

export function clearCookies(reply: FastifyReply): void {
  void reply.clearCookie(ACCESS_COOKIE, { ...guarded, path: '/' }).clearCookie(SESSION_COOKIE, { ...guarded, path: '/api/auth' });
}
