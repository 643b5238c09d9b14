import { budgetsService } from '../../budgets/src';
import { enrolmentService } from '../../enrolment/src';
import { createGateway } from '../../gateway/src';
import { notificationsService } from '../../notifications/src';
import { regenciesService } from '../../regencies/src';
import { scorecardsService } from '../../scorecards/src';
import { createService, type RunningService, type ServiceRuntime } from '@komitmen/platform';
import type { Shutdown } from './shutdown';

export const behindTheGateway = [regenciesService, budgetsService, enrolmentService, scorecardsService, notificationsService];

/** Every service that writes events has a topic of its name. */
export const topics = [...behindTheGateway.map(({ name }) => name), 'gateway'];

/** Starts every service in this process, the gateway in front of them. @returns the gateway. */
export async function startServices(runtime: ServiceRuntime, shutdown: Shutdown): Promise<RunningService> {
  const services: RunningService[] = [];
  for (const definition of behindTheGateway) {
    const service = await createService(definition, runtime);
    await shutdown.add(service.name, () => service.close());
    services.push(service);
  }
  const gateway = await createGateway(runtime, services);
  await shutdown.add('gateway', () => gateway.close());
  return gateway;
}
