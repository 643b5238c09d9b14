import { createService, type RunningService, type ServiceDefinition, type ServiceRuntime } from '@komitmen/platform';
import { AccountRow } from './account/account.entity';
import { type Upstream, Upstreams } from './edge/upstreams';
import { GatewayModule } from './gateway.module';
import { Gateway1731283200000 } from './migrations/1731283200000-gateway';
import { SessionRow } from './session/session.entity';

export { type BootstrapAccount, bootstrapAccounts, resetPassword } from './account/bootstrap';
export { type Upstream, Upstreams };

export const gatewayService: ServiceDefinition = {
  name: 'gateway',
  module: GatewayModule,
  entities: [AccountRow, SessionRow],
  migrations: [Gateway1731283200000],
  prefixes: [],
  consumes: ['regencies', 'scorecards', 'notifications'],
};

/** Starts the gateway in front of the services; its own health is reported beside theirs. */
export async function createGateway(runtime: ServiceRuntime, services: readonly Upstream[]): Promise<RunningService> {
  const gateway = await createService(gatewayService, runtime);
  gateway.app.get(Upstreams).use([...services, { ...gateway, prefixes: [] }]);
  return gateway;
}
