import { isTransient } from '@komitmen/messaging';
import { CannotStart, type Environment, parseSettings, prepareDatabase } from '@komitmen/platform';
import { Client } from 'pg';
import type { Say } from '../first-start';
import { definitions } from '../services';
import { databaseSetting } from './secrets';
import { InstallationSettings, TopicSettings } from './settings';
import { createTopics } from './topics';
import { waitFor } from './wait-for';

/** Everything that services expect of PostgreSQL and Kafka; to be run at deployment and at every upgrade, before the services start. */
export async function prepareInstallation(environment: Environment, say: Say): Promise<void> {
  const settings = parseSettings(InstallationSettings, environment);
  const ownerUrl = settings.DATABASE_URL;
  await waitFor('PostgreSQL', () => connect(ownerUrl), isTransient, say);
  for (const definition of definitions) {
    const serviceUrl: unknown = Reflect.get(settings, databaseSetting(definition.name));
    await prepared(definition.name, prepareDatabase({ ownerUrl, serviceUrl: String(serviceUrl), definition }));
    say(`Database of ${definition.name}: role, tables and rights are as they should be.`);
  }
  await createTopics(parseSettings(TopicSettings, environment), say);
}

async function connect(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** PostgreSQL's own words say what the owner lacks. */
async function prepared(service: string, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    throw error instanceof Error ? new CannotStart(`The database of ${service} could not be prepared: ${error.message}`) : error;
  });
}
