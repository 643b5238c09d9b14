import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Role } from './actor';

/**
 * How the government of a request is held against the actor's scope: read from a field of the request; `loaded` by the
 * handler, which calls `currentActor().requireGovernment(code)`; or a list `filtered` by `currentActor().visibleGovernment()`.
 */
export type GovernmentCheck = { readonly in: 'body' | 'params' | 'query'; readonly field: string } | 'loaded' | 'filtered';

export interface AllowOptions {
  readonly roles: readonly Role[];
  /** Left out only where no government is concerned (accounts, the calendar, rule parameters). */
  readonly government?: GovernmentCheck;
}

export const ALLOW = Symbol('komitmen:allow');
export const PUBLIC = Symbol('komitmen:public');

/** Who may call a route. A route with neither this nor `@Public()` is refused. */
export const Allow = (options: AllowOptions): MethodDecorator & ClassDecorator =>
  applyDecorators(SetMetadata(ALLOW, options), ApiBearerAuth(), ApiExtension('x-roles', [...options.roles]));

/** A route without sign-in; it must also stand in `public-routes.ts`. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC, true);
