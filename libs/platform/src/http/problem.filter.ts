import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { throwError } from 'rxjs';
import { contextOf } from './request-hooks';
import { ProblemError } from './problem';
import { problemOfError } from './problem-of-error';

/** Answers with the problem that an error is; what is ours to mend is logged, what is the caller's is told. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const { correlationId } = contextOf(request);
  const problem = problemOfError(error, correlationId);
  // While a server is away, each request is refused for the same reason.
  if (problem.status === 503) logger.warn({ trouble: error, correlationId, code: problem.code }, 'a request was refused');
  else if (problem.status >= 500) logger.error({ err: error, correlationId, code: problem.code }, 'a request failed');
  if (reply.sent || reply.raw.headersSent) return;
  if (problem.status === 413) request.raw.resume();
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  const wait = error instanceof ProblemError ? error.more.retryAfterSeconds : undefined;
  if (wait !== undefined) void reply.header('retry-after', String(wait));
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem));
}

/** Where an error of a route becomes an answer. Hooks and Fastify's own refusals use {@link sendProblem} directly. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType() !== 'http') return throwError(() => error);
    sendProblem(error, host.switchToHttp().getRequest<FastifyRequest>(), host.switchToHttp().getResponse<FastifyReply>(), this.logger);
    return undefined;
  }
}
