import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type Observable, tap } from 'rxjs';

export const entityTagOf = (result: unknown): string | undefined =>
  typeof result === 'object' && result !== null && 'version' in result && Number.isInteger(result.version)
    ? `"${String(result.version)}"`
    : undefined;

/** An answer that is one aggregate, with its `version`, carries it as `ETag`. */
@Injectable()
export class EntityTagInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((result) => {
        const tag = entityTagOf(result);
        if (tag !== undefined && !reply.hasHeader('etag')) void reply.header('etag', tag);
      }),
    );
  }
}
