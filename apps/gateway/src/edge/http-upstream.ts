import { AsyncLocalStorage } from 'node:async_hooks';
import { PassThrough } from 'node:stream';
import replyFrom from '@fastify/reply-from';
import { DomainError } from '@komitmen/kernel';
import { PayloadTooLargeException } from '@nestjs/common';
import {
  BODY_LIMIT_BYTES,
  CONSOLE_ACCOUNT_ID,
  contextOf,
  PARTS_ANSWER_WITHIN_MS,
  type PartHealth,
  ProblemError,
  sendProblem,
  type ServiceHealth,
  type TokenSigner,
} from '@komitmen/platform';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { BalancedPool, type Dispatcher } from 'undici';
import { headersToCaller, headersToService } from './passed-headers';
import type { RemoteUpstream } from './upstreams';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
/** They change nothing, so that a second attempt does no harm. */
const REPEATABLE = new Set(['GET', 'HEAD']);
/** The connection was no longer there, or one of several instances is not. */
const BROKEN = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'ECONNREFUSED', 'EPIPE']);
const CONNECT_MS = 3_000;
const CONNECTIONS_PER_INSTANCE = 256;
const RETRY_AFTER_SECONDS = 2;

type Callback = (error: Error | null, data: Dispatcher.ResponseData) => void;
type Requesting = Pick<Dispatcher, 'request'>;

export interface HttpUpstreamOptions {
  readonly name: string;
  readonly prefixes: readonly string[];
  /** One origin per instance of the service. */
  readonly urls: readonly string[];
  /** Signs the short token that the service is asked for its health with. */
  readonly signer: TokenSigner;
  readonly logger: Logger;
  /** A service that has not begun its answer by then has failed. Default: 30 s. */
  readonly answerWithinMs?: number;
  /** Default: twice what a service itself waits for a part that says nothing, so that its report is still heard. */
  readonly healthWithinMs?: number;
  /** What a service would refuse for its length is refused here, before it is sent on. Default: as much as services read. */
  readonly largestBodyBytes?: number;
}

/** A service in a process of its own, asked over HTTP; bodies and answers flow through and are kept nowhere. */
export class HttpUpstream implements RemoteUpstream {
  readonly name: string;
  readonly prefixes: readonly string[];
  private readonly pool: BalancedPool;
  /** Aborts when the caller of the request at hand leaves. */
  private readonly leaving = new AsyncLocalStorage<AbortSignal>();

  constructor(private readonly options: HttpUpstreamOptions) {
    this.name = options.name;
    this.prefixes = [...options.prefixes, `/api/system/${options.name}`];
    this.pool = new BalancedPool([...options.urls], {
      connections: CONNECTIONS_PER_INSTANCE,
      headersTimeout: options.answerWithinMs ?? 30_000,
      connect: { timeout: CONNECT_MS },
    });
  }

  async addRoutes(instance: FastifyInstance): Promise<void> {
    await instance.register(async (scope) => {
      // The body stays in its stream; the service reads it, and refuses it where it must.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined));
      await scope.register(replyFrom, {
        base: this.options.urls[0] ?? '',
        disableRequestLogging: true,
        undici: { request: (options: Dispatcher.RequestOptions, callback: Callback) => this.request(options, callback) } as Requesting,
      });
      scope.addHook('onClose', () => this.pool.destroy());
      for (const url of this.prefixes.flatMap((prefix) => [prefix, `${prefix}/*`]))
        scope.route({ url, method: [...METHODS], handler: (request, reply) => this.pass(request, reply) });
    });
  }

  /** As the service reports it, asked as the console. */
  async health(): Promise<ServiceHealth> {
    const subject = { accountId: CONSOLE_ACCOUNT_ID, role: 'administrator', scope: '52', sessionId: 'console' } as const;
    try {
      const answer = await this.pool.request({
        path: `/api/system/${this.name}/health`,
        method: 'GET',
        headers: { authorization: `Bearer ${await this.options.signer.sign(subject, 30)}` },
        signal: AbortSignal.timeout(this.options.healthWithinMs ?? 2 * PARTS_ANSWER_WITHIN_MS),
      });
      const report: unknown = await answer.body.json();
      if (answer.statusCode === 200 && isHealth(report)) return report;
      return down(answer.statusCode === 503 ? 'is starting or stopping' : `answers ${String(answer.statusCode)}`);
    } catch {
      return down('does not answer');
    }
  }

  private pass(request: FastifyRequest, reply: FastifyReply): void {
    const gone = new AbortController();
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
    if (Number(request.headers['content-length'] ?? 0) > (this.options.largestBodyBytes ?? BODY_LIMIT_BYTES)) {
      request.raw.resume();
      return sendProblem(new PayloadTooLargeException(), request, reply.header('connection', 'close'), this.options.logger);
    }
    const sendsBody = !REPEATABLE.has(request.method) && hasBody(request);
    if (sendsBody) request.body = bodyOf(request);
    const [path = '/'] = request.url.split('?');
    const { correlationId } = contextOf(request);
    try {
      this.leaving.run(gone.signal, () =>
        // A backslash would become a slash on the way.
        reply.from(path.replaceAll('\\', '%5C'), {
          rewriteRequestHeaders: (_request, headers) => headersToService(headers, { address: request.ip, correlationId, sendsBody }),
          rewriteHeaders: headersToCaller,
          onResponse: (_request, _reply, { stream }) => {
            // Set where the body was not read to its end; here the rest is drained, so the connection may stay.
            void reply.removeHeader('connection').send(stream);
          },
          retryDelay: ({ err, attempt }) => (attempt === 0 && REPEATABLE.has(request.method) && BROKEN.has(codeOf(err)) ? 1 : null),
          onError: (_reply, { error }) => this.fail(error, gone.signal, request, reply),
        }),
      );
    } catch (error) {
      sendProblem(isRefusedPath(error) ? noSuchPath() : error, request, reply, this.options.logger);
    }
  }

  /** What reply-from asks the service with, cut off when the caller leaves. */
  private request(options: Dispatcher.RequestOptions, callback: Callback): void {
    this.pool.request({ ...options, origin: undefined, signal: this.leaving.getStore() }, callback);
  }

  private fail(error: Error, left: AbortSignal, request: FastifyRequest, reply: FastifyReply): void {
    if (left.aborted) return void reply.hijack();
    const cause = codeOf(error.cause) || codeOf(error);
    const { correlationId } = contextOf(request);
    this.options.logger.warn({ upstream: this.name, cause, correlationId }, 'a service did not answer');
    sendProblem(this.problem(cause), request, reply, this.options.logger);
  }

  private problem(cause: string): ProblemError {
    const data = { service: this.name };
    const tooSlow = `Layanan "${this.name}" tidak menjawab pada waktunya. Lihat dahulu apakah perubahan sudah tercatat.`;
    if (cause === 'UND_ERR_HEADERS_TIMEOUT') return new ProblemError(504, 'service-too-slow', tooSlow, { data });
    return new ProblemError(503, 'service-unavailable', `Layanan "${this.name}" sedang tidak dapat dijangkau; ulangi sebentar lagi.`, {
      data,
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }
}

const down = (detail: string): ServiceHealth => ({ state: 'down', parts: { service: { state: 'down', detail } satisfies PartHealth } });

function isHealth(value: unknown): value is ServiceHealth {
  return (
    typeof value === 'object' && value !== null && 'parts' in value && 'state' in value && (value.state === 'up' || value.state === 'down')
  );
}

/** reply-from takes no path that climbs out of its place. */
const isRefusedPath = (error: unknown): boolean => error instanceof Error && 'statusCode' in error && error.statusCode === 400;
const noSuchPath = (): DomainError => new DomainError('not-found', 'route-not-found', 'Alamat ini tidak ada.');

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** The body in a stream of its own: a service that refuses before it has read all must not tear the caller's connection. */
function bodyOf({ raw }: FastifyRequest): PassThrough {
  const body = new PassThrough();
  raw.pipe(body);
  body.once('close', () => {
    raw.unpipe(body);
    raw.resume();
  });
  return body;
}
