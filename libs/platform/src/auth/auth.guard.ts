import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DomainError } from '@komitmen/kernel';
import { MessageContext } from '@komitmen/messaging';
import type { FastifyRequest } from 'fastify';
import { contextOf } from '../http/request-hooks';
import type { Actor } from './actor';
import { ALLOW, type AllowOptions, PUBLIC } from './allow';
import { credentialsOf, refuseCrossSite } from './credentials';
import { governmentIn } from './government-check';
import { PUBLIC_ROUTES } from './public-routes';
import { TokenVerifier } from './token-verifier';

const notAllowed = (): DomainError => new DomainError('forbidden', 'not-allowed', 'Akun ini tidak berwenang melakukan hal ini.');

/** Stands before every route: a token, a declared role, and the government of the request within the actor's scope. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, targets)) return this.requireListed(request);
    const actor = await this.authenticate(request);
    this.authorise(actor, this.reflector.getAllAndOverride<AllowOptions>(ALLOW, targets), request);
    return true;
  }

  private requireListed(request: FastifyRequest): boolean {
    if (PUBLIC_ROUTES.includes(`${request.method} ${request.routeOptions.url ?? ''}`)) return true;
    if (request.method === 'HEAD' && PUBLIC_ROUTES.includes(`GET ${request.routeOptions.url ?? ''}`)) return true;
    throw notAllowed();
  }

  private async authenticate(request: FastifyRequest): Promise<Actor> {
    const credentials = credentialsOf(request.headers);
    if (credentials === undefined) throw new DomainError('unauthenticated', 'sign-in-required', 'Silakan masuk terlebih dahulu.');
    if (credentials.from === 'cookie') refuseCrossSite(request.method, request.headers);
    const context = contextOf(request);
    const { actor } = await this.tokens.verify(credentials.token, context.remoteAddress);
    context.actor = actor;
    const message = MessageContext.current();
    if (message !== undefined) message.actor = actor.accountId;
    return actor;
  }

  private authorise(actor: Actor, allow: AllowOptions | undefined, request: FastifyRequest): void {
    if (allow === undefined || !allow.roles.includes(actor.role)) throw notAllowed();
    const check = allow.government;
    if (check === undefined || typeof check === 'string') return;
    const government = governmentIn(request, check);
    if (government === undefined) contextOf(request).governmentMissingIn = check.in;
    else actor.requireGovernment(government);
  }
}
