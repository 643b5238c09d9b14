import { createService, type RunningService, type ServiceDefinition, type ServiceRuntime } from '@komitmen/platform';
import { AccountRow } from './account/account.entity';
import { type Upstream, Upstreams } from './edge/upstreams';
import { GatewayModule } from './gateway.module';
import { GatewaySettings, httpUpstreams, UpstreamSettings } from './gateway.settings';
import { Gateway1731283200000 } from './migrations/1731283200000-gateway';
import { SessionRow } from './session/session.entity';

export { type BootstrapAccount, bootstrapAccounts, resetPassword } from './account/bootstrap';
export { httpUpstreams, type Upstream, Upstreams, UpstreamSettings };

export const gatewayService: ServiceDefinition = {
  name: 'gateway',
  module: GatewayModule,
  entities: [AccountRow, SessionRow],
  migrations: [Gateway1731283200000],
  prefixes: [],
  consumes: ['regencies'],
  settings: GatewaySettings,
  requiredSettings: ['TOKEN_PRIVATE_KEY'],
};

/** Starts the gateway in front of the services; its own health is reported beside theirs. */
export async function createGateway(runtime: ServiceRuntime, services: readonly Upstream[]): Promise<RunningService> {
  const gateway = await createService(gatewayService, runtime, {
    prepare: (app) => {
      app.get(Upstreams).use(services);
      return Promise.resolve();
    },
  });
  gateway.app.get(Upstreams).use([...services, { ...gateway, prefixes: [] }]);
  return gateway;
}
