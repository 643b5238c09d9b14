import { Module } from '@nestjs/common';
import { parseSettings, TokenSigner } from '@komitmen/platform';
import { AccountController } from './account/account.controller';
import { AccountService } from './account/account.service';
import { ApiDocs } from './document/api-docs';
import { DocumentController } from './document/document.controller';
import { Admission } from './edge/admission';
import { Edge } from './edge/edge';
import { RateLimits } from './edge/rate-limits';
import { Upstreams } from './edge/upstreams';
import { GatewaySettings, signerFrom } from './gateway.settings';
import { GovernmentConsumer } from './government/government.consumer';
import { GovernmentNames } from './government/government-names';
import { HealthController } from './health/health.controller';
import { MetricsController } from './health/metrics.controller';
import { LiveFeed } from './live/live-feed';
import { LiveHub } from './live/live-hub';
import { LiveController } from './live/live.controller';
import { AuthController } from './session/auth.controller';
import { SessionService } from './session/session.service';
import { WebApplication } from './web/web-application';

@Module({
  controllers: [
    AccountController,
    AuthController,
    HealthController,
    MetricsController,
    DocumentController,
    LiveController,
    GovernmentConsumer,
  ],
  providers: [
    { provide: TokenSigner, useFactory: () => signerFrom(parseSettings(GatewaySettings, process.env)) },
    AccountService,
    Admission,
    ApiDocs,
    Edge,
    GovernmentNames,
    LiveFeed,
    LiveHub,
    RateLimits,
    SessionService,
    Upstreams,
    WebApplication,
  ],
})
export class GatewayModule {}
