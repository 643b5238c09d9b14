import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { DomainError } from '@komitmen/kernel';
import { UnitOfWork } from '@komitmen/messaging';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createHash } from 'node:crypto';
import { defaultIfEmpty, from, lastValueFrom, type Observable } from 'rxjs';
import type { EntityManager } from 'typeorm';
import { findActor } from '../context/request-context';

const KEY = /^[\x21-\x7e]{1,200}$/;

const KEEP = `INSERT INTO idempotency_keys (account, route, key, body_hash, status, body, etag) VALUES ($1, $2, $3, $4, $5, $6, $7)
   ON CONFLICT (account, route, key) DO UPDATE SET body_hash = excluded.body_hash, status = excluded.status,
     body = excluded.body, etag = excluded.etag, created_at = now()`;
const FORGET_OLD = `DELETE FROM idempotency_keys WHERE ctid = ANY(ARRAY(
   SELECT ctid FROM idempotency_keys WHERE created_at < now() - interval '24 hours' LIMIT 20 FOR UPDATE SKIP LOCKED))`;

interface StoredResponse {
  readonly body_hash: string;
  readonly status: number;
  readonly body: unknown;
  readonly etag: string | null;
}

interface KeyedRequest {
  readonly account: string;
  readonly route: string;
  readonly key: string;
  readonly bodyHash: string;
}

/** @throws DomainError `idempotency-key-malformed`. */
function keyedRequestOf(request: FastifyRequest): KeyedRequest | undefined {
  const key = request.headers['idempotency-key'];
  const account = findActor()?.accountId;
  if (request.method !== 'POST' || key === undefined || account === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key))
    throw new DomainError('invalid', 'idempotency-key-malformed', 'Kepala Idempotency-Key harus 1 sampai 200 huruf tanpa spasi.');
  const said = JSON.stringify([request.url, request.headers['if-match'] ?? null, request.body ?? null]);
  return { account, key, route: `POST ${request.routeOptions.url ?? ''}`, bodyHash: createHash('sha256').update(said).digest('hex') };
}

/**
 * A POST with `Idempotency-Key` has its effect once within 24 hours per account and route: the whole handler runs in
 * one unit of work that also stores the answer, and a repetition gets that answer again.
 */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly unitOfWork: UnitOfWork) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    if (context.getType() !== 'http') return next.handle();
    const keyed = keyedRequestOf(context.switchToHttp().getRequest<FastifyRequest>());
    if (keyed === undefined) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(this.unitOfWork.run((transaction) => this.once(transaction, keyed, reply, next)));
  }

  private async once(transaction: EntityManager, keyed: KeyedRequest, reply: FastifyReply, next: CallHandler): Promise<unknown> {
    // Asked at once: the connection answers in this order, so what is found is what there is under the lock.
    const [, stored] = await Promise.all([this.lock(transaction, keyed), this.find(transaction, keyed)]);
    if (stored !== undefined) return this.replay(stored, keyed, reply);
    const result: unknown = await lastValueFrom(next.handle().pipe(defaultIfEmpty(undefined)));
    this.store(keyed, reply, result);
    return result;
  }

  private async lock(transaction: EntityManager, { account, route, key }: KeyedRequest): Promise<void> {
    const rows: { free: boolean }[] = await transaction.query('SELECT pg_try_advisory_xact_lock(hashtextextended($1, 7)) AS free', [
      JSON.stringify([account, route, key]),
    ]);
    if (rows[0]?.free !== true)
      throw new DomainError('conflict', 'idempotency-key-in-flight', 'Permintaan yang sama sedang dikerjakan; ulangi sebentar lagi.');
  }

  private async find(transaction: EntityManager, { account, route, key }: KeyedRequest): Promise<StoredResponse | undefined> {
    const rows: StoredResponse[] = await transaction.query(
      `SELECT body_hash, status, body, etag FROM idempotency_keys
        WHERE account = $1 AND route = $2 AND key = $3 AND created_at > now() - interval '24 hours'`,
      [account, route, key],
    );
    return rows[0];
  }

  private replay(stored: StoredResponse, keyed: KeyedRequest, reply: FastifyReply): unknown {
    if (stored.body_hash !== keyed.bodyHash)
      throw new DomainError('unprocessable', 'idempotency-key-reused', 'Kunci ini sudah dipakai untuk permintaan lain; pakai kunci baru.');
    void reply.status(stored.status).header('idempotent-replayed', 'true');
    if (stored.etag !== null) void reply.header('etag', stored.etag);
    return stored.body ?? undefined;
  }

  private store(keyed: KeyedRequest, reply: FastifyReply, result: unknown): void {
    const body = result === undefined ? null : JSON.stringify(result);
    const etag = reply.getHeader('etag');
    const answer = [keyed.bodyHash, reply.statusCode, body, etag === undefined ? null : String(etag)];
    this.unitOfWork.withCommit(() => ({ text: KEEP, values: [keyed.account, keyed.route, keyed.key, ...answer] }));
    this.unitOfWork.withCommit(() => ({ text: FORGET_OLD, values: [] }));
  }
}
