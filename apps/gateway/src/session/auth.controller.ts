import { Body, Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { DomainError } from '@komitmen/kernel';
import { Allow, cookieNamed, currentActor, Public, refuseCrossSite, ROLES } from '@komitmen/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { AccountRow } from '../account/account.entity';
import { RateLimits } from '../edge/rate-limits';
import { GovernmentNames } from '../government/government-names';
import { LoginDto } from './auth.dto';
import { clearCookies, SESSION_COOKIE, setAccessCookie, setSessionCookie } from './cookies';
import { SESSION_SECONDS, SessionService } from './session.service';

export interface MeView {
  readonly accountId: string;
  readonly username: string;
  readonly displayName: string;
  readonly role: string;
  readonly scope: { readonly code: string; readonly name: string };
}

@ApiTags('auth')
@Controller('api/auth')
export class AuthController {
  constructor(
    private readonly sessions: SessionService,
    private readonly dataSource: DataSource,
    private readonly names: GovernmentNames,
    private readonly limits: RateLimits,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Public()
  async login(
    @Body() { username, password }: LoginDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ accessToken: string }> {
    await this.limits.countLogin(request, username);
    const { accessToken, secret } = await this.sessions.open(username, password);
    setAccessCookie(reply, accessToken);
    setSessionCookie(reply, secret, SESSION_SECONDS);
    return { accessToken };
  }

  @Post('refresh')
  @HttpCode(200)
  @Public()
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<{ accessToken: string }> {
    refuseCrossSite(request.method, request.headers);
    const accessToken = await this.sessions.renew(cookieNamed(SESSION_COOKIE, request.headers.cookie));
    setAccessCookie(reply, accessToken);
    return { accessToken };
  }

  @Post('logout')
  @HttpCode(204)
  @Public()
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    refuseCrossSite(request.method, request.headers);
    await this.sessions.close(cookieNamed(SESSION_COOKIE, request.headers.cookie));
    clearCookies(reply);
  }

  @Get('me')
  @Allow({ roles: ROLES })
  async me(): Promise<MeView> {
    const { accountId, role, scope } = currentActor();
    const account = await this.dataSource.manager.findOneBy(AccountRow, { id: accountId });
    if (!account) throw new DomainError('unauthenticated', 'account-removed', 'Akun ini sudah tidak berlaku.');
    const { username, displayName } = account;
    return { accountId, username, displayName, role, scope: { code: scope, name: await this.names.of(scope) } };
  }
}
