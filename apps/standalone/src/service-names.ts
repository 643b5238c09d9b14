import { PATHS } from '@komitmen/contracts';

/** Every service, the gateway last; each has a schema, a database role and a topic of its name. */
export const SERVICE_NAMES: readonly string[] = [...Object.keys(PATHS), 'gateway'];
