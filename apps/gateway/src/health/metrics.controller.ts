import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, metricsRegistry } from '@komitmen/platform';

@ApiTags('health')
@Controller('metrics')
export class MetricsController {
  /** Prometheus text; a scraper signs in with an administrator's token. */
  @Get()
  @Header('content-type', 'text/plain; version=0.0.4')
  @Allow({ roles: ['administrator'] })
  metrics(): Promise<string> {
    return metricsRegistry.metrics();
  }
}
