import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import { refuseWithoutGovernment } from './government-check';
import { type Role, ROLES } from './actor';
import { Allow, Public } from './allow';
import { AuthGuard } from './auth.guard';
import { contextOf } from '../http/request-hooks';
import { generateTokenKeys, type TokenKeys, TokenSigner } from './token-signer';
import { TokenVerifier } from './token-verifier';

class Routes {
  @Allow({ roles: ['treasury-officer', 'planner', 'administrator'], government: { in: 'body', field: 'payer' } })
  ofOne(): void {}

  @Allow({ roles: ROLES, government: 'filtered' })
  list(): void {}

  @Public()
  open(): void {}

  undeclared(): void {}
}

interface Ask {
  readonly route: keyof Routes;
  readonly role?: Role;
  readonly scope?: string;
  readonly payer?: unknown;
  readonly url?: string;
  readonly headers?: Record<string, string>;
}

const method = (route: keyof Routes): (() => void) => Object.getOwnPropertyDescriptor(Routes.prototype, route)?.value as () => void;

describe('the guard before every route', () => {
  let keys: TokenKeys;
  let guard: AuthGuard;

  beforeAll(async () => {
    keys = await generateTokenKeys();
    guard = new AuthGuard(new Reflector(), new TokenVerifier(keys.publicKeys));
  });

  const tokenOf = (role: Role, scope: string): Promise<string> =>
    new TokenSigner(keys.privateKey).sign({ accountId: 'a', role, scope, sessionId: 's' });

  async function contextFor({ route, role, scope = '52.71', payer, url = '/api/somewhere', headers = {} }: Ask): Promise<ExecutionContext> {
    const authorization = role === undefined ? {} : { authorization: `Bearer ${await tokenOf(role, scope)}` };
    const body = payer === undefined ? {} : { payer };
    const request = {
      method: 'POST',
      url,
      routeOptions: { url },
      headers: { ...authorization, ...headers },
      raw: {},
      ip: '127.0.0.1',
      body,
      params: {},
      query: {},
    };
    return new ExecutionContextHost([request, {}], Routes, method(route));
  }

  const decide = async (ask: Ask): Promise<unknown> =>
    guard.canActivate(await contextFor(ask)).catch((error: unknown) => (error instanceof Error && 'code' in error ? error.code : error));

  it.each<[Role, string, string, unknown]>([
    ['treasury-officer', '52.71', '52.71', true],
    ['treasury-officer', '52.71', '52.01', 'government-out-of-scope'],
    ['treasury-officer', '52.71', '52', 'government-out-of-scope'],
    ['treasury-officer', '52', '52', true],
    ['treasury-officer', '52', '52.71', 'government-out-of-scope'],
    ['planner', '52', '52', true],
    ['planner', '52', '52.71', true],
    ['planner', '52', '53.71', 'government-out-of-scope'],
    ['planner', '5', '52.71', 'government-out-of-scope'],
    ['administrator', '52', '53.71', true],
    ['enrolment-officer', '52.71', '52.71', 'not-allowed'],
  ])('decides on a %s of %s who acts for %s: %s', async (role, scope, payer, decision) => {
    expect(await decide({ route: 'ofOne', role, scope, payer })).toBe(decision);
  });

  it.each(ROLES)('refuses a %s a route that declares nothing', async (role) => {
    expect(await decide({ route: 'undeclared', role, payer: '52.71' })).toBe('not-allowed');
  });

  it('asks to sign in where no token is, also on a route that declares nothing', async () => {
    expect(await decide({ route: 'ofOne', payer: '52.71' })).toBe('sign-in-required');
    expect(await decide({ route: 'undeclared' })).toBe('sign-in-required');
    expect(await decide({ route: 'list', headers: { authorization: 'Bearer a.b.c' } })).toBe('token-invalid');
  });

  it('refuses a token that another key signed, and one that is over', async () => {
    const others = await generateTokenKeys();
    const subject = { accountId: 'a', role: 'administrator', scope: '52', sessionId: 's' } as const;
    const forged = await new TokenSigner(others.privateKey).sign(subject);
    const old = await new TokenSigner(keys.privateKey).sign(subject, -1);
    expect(await decide({ route: 'list', headers: { authorization: `Bearer ${forged}` } })).toBe('token-invalid');
    expect(await decide({ route: 'list', headers: { authorization: `Bearer ${old}` } })).toBe('token-expired');
  });

  it('wants our own pages’ header from a cookie, not from a bearer token', async () => {
    const cookie = `komitmen_access=${await tokenOf('administrator', '52')}`;
    expect(await decide({ route: 'list', headers: { cookie } })).toBe('cross-site-request');
    expect(await decide({ route: 'list', headers: { cookie, 'x-komitmen-request': '1' } })).toBe(true);
  });

  it('opens a public route only where it is listed as one', async () => {
    expect(await decide({ route: 'open', url: '/api/auth/login' })).toBe(true);
    expect(await decide({ route: 'open', url: '/api/accounts' })).toBe('not-allowed');
  });

  it.each([undefined, '', 7, ['52.71'], { code: '52.71' }])(
    'leaves %j as the government to validation, and lets nothing pass after it',
    async (payer) => {
      const context = await contextFor({ route: 'ofOne', role: 'treasury-officer', payer });
      expect(await guard.canActivate(context)).toBe(true);
      const known = contextOf(context.switchToHttp().getRequest());
      expect(known.governmentMissingIn).toBe('body');
      expect(() => refuseWithoutGovernment(known)).toThrow(expect.objectContaining({ code: 'government-required' }) as Error);
    },
  );
});
