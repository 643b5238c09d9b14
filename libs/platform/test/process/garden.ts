import { type Envelope, EVENT_LOG } from '@komitmen/messaging';
import { Allow, type ServiceDefinition } from '@komitmen/platform';
import { Controller, Get, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';

@Controller('api/garden')
class GardenController {
  @Get('plants')
  @Allow({ roles: ['planner'] })
  plants(): string[] {
    return [];
  }

  @EventPattern<string>('regencies.government-registered.v1', EVENT_LOG)
  registered(@Payload() _event: Envelope): void {}
}

@Module({ controllers: [GardenController] })
class GardenModule {}

/** A small service under the name of one that has a topic; its inbox shows what it has handled. */
export const garden: ServiceDefinition = {
  name: 'budgets',
  module: GardenModule,
  entities: [],
  migrations: [],
  prefixes: ['/api/garden'],
  consumes: ['regencies'],
  calendar: 'none',
  requiredSettings: ['NIK_HASH_KEY'],
};
