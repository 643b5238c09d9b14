import { CORRELATION_HEADER } from '@komitmen/platform';
import type { IncomingHttpHeaders } from 'node:http';

/** They describe one connection, not the message (RFC 9110, 7.6.1). `expect` was answered where the request arrived. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'expect',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What a caller says about where he comes from is worth nothing; the gateway says it anew. */
const saysWhereFrom = (name: string): boolean => name === 'forwarded' || name === 'x-real-ip' || name.startsWith('x-forwarded-');

function withoutConnection(headers: IncomingHttpHeaders): [string, string | string[]][] {
  const named = new Set((headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
  return Object.entries(headers).flatMap(([name, value]): [string, string | string[]][] =>
    value === undefined || OF_THE_CONNECTION.has(name) || named.has(name) ? [] : [[name, value]],
  );
}

export interface Caller {
  /** As the gateway saw it. */
  readonly address: string;
  readonly correlationId: string;
  /** Whether the request's body goes along; without one its length must not. */
  readonly sendsBody: boolean;
}

/** A request's headers as the service gets them. */
export function headersToService(headers: IncomingHttpHeaders, { address, correlationId, sendsBody }: Caller): IncomingHttpHeaders {
  const kept = withoutConnection(headers).filter(([name]) => !saysWhereFrom(name) && (sendsBody || name !== 'content-length'));
  return { ...Object.fromEntries(kept), 'x-forwarded-for': address, [CORRELATION_HEADER]: correlationId };
}

/** An answer's headers as the caller gets them. */
export const headersToCaller = (headers: IncomingHttpHeaders): IncomingHttpHeaders => Object.fromEntries(withoutConnection(headers));
