import { serviceDatabase } from '../service/create-service';
import type { ServiceDefinition } from '../service/service-definition';
import { runMigrations } from './data-source';
import { closeDatabase, grantSchema } from './grants';
import { ensureRole, loginOf, requireHumbleRole } from './role';
import { withClient } from './with-client';

export interface DatabasePreparation {
  /** The role that owns the database and may create roles. */
  readonly ownerUrl: string;
  /** As the service itself connects: its role and password are made to fit. */
  readonly serviceUrl: string;
  readonly definition: ServiceDefinition;
}

/**
 * Makes everything in the database that a service needs to start with `migrate: false`: its login role, its schema with all
 * migrations, and its rights. May run again at any time, also twice at once and while the service works.
 */
export async function prepareDatabase({ ownerUrl, serviceUrl, definition }: DatabasePreparation): Promise<void> {
  const login = loginOf(serviceUrl, `The database address of ${definition.name}`);
  if (login.user === loginOf(ownerUrl, "The owner's database address").user)
    throw new Error(`The service ${definition.name} must not connect as the owner "${login.user}"; give it a role of its own.`);
  await withClient(ownerUrl, async (client) => {
    await client.query(`SELECT pg_advisory_lock(hashtextextended('komitmen-preparation', 0))`);
    await ensureRole(client, login, 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS');
    await requireHumbleRole(client, login.user);
    await runMigrations(serviceDatabase(definition, ownerUrl));
    await grantSchema(client, definition.name, login.user);
    await closeDatabase(client, login.user);
  });
}
