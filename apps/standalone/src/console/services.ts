import { CannotStart } from '@komitmen/platform';
import { SERVICE_NAMES } from '../service-names';

/** @throws CannotStart naming the services there are. */
export function requireService(name: string): string {
  if (SERVICE_NAMES.includes(name)) return name;
  throw new CannotStart(`There is no service "${name}"; the services are ${SERVICE_NAMES.join(', ')}.`);
}
