import { budgetsService } from '../../budgets/src';
import { enrolmentService } from '../../enrolment/src';
import { createGateway, gatewayService } from '../../gateway/src';
import { notificationsService } from '../../notifications/src';
import { regenciesService } from '../../regencies/src';
import { scorecardsService } from '../../scorecards/src';
import { createService, type RunningService, type ServiceRuntime, type Shutdown } from '@komitmen/platform';

export const behindTheGateway = [regenciesService, budgetsService, enrolmentService, scorecardsService, notificationsService];

export const definitions = [...behindTheGateway, gatewayService];

/** Starts every service in this process, the gateway in front of them. @returns the gateway. */
export async function startServices(runtime: ServiceRuntime, shutdown: Shutdown): Promise<RunningService> {
  // Side by side: while one waits for the database, another is put together.
  const services = await Promise.all(
    behindTheGateway.map(async (definition) => {
      const service = await createService(definition, runtime);
      await shutdown.add(service.name, () => service.close());
      return service;
    }),
  );
  const gateway = await createGateway(runtime, services);
  await shutdown.add('gateway', () => gateway.close());
  return gateway;
}
