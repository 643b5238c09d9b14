import { SharedSettings } from '@komitmen/platform';
import { type Static, type TString, Type } from '@sinclair/typebox';
import { SERVICE_NAMES } from '../service-names';
import { databaseSetting } from './secrets';

const pick = SharedSettings.properties;
const databaseUrl = (description: string): TString => Type.String({ pattern: '^postgres(ql)?://', description });

export const TopicSettings = Type.Object({
  SECRETS_DIR: pick.SECRETS_DIR,
  ...Type.Required(Type.Pick(SharedSettings, ['KAFKA_BROKERS'])).properties,
  KAFKA_REPLICATION: pick.KAFKA_REPLICATION,
});
export type TopicSettings = Static<typeof TopicSettings>;

/** `prepare` reads these; the folder `installation` of the secrets holds all addresses of the database. */
export const InstallationSettings = Type.Object({
  ...TopicSettings.properties,
  DATABASE_URL: databaseUrl('PostgreSQL, with the role that owns the database'),
  ...Object.fromEntries(SERVICE_NAMES.map((name) => [databaseSetting(name), databaseUrl(`PostgreSQL, with the role of ${name}`)])),
});

/** `demonstrate` reads these. */
export const DemonstrationSettings = Type.Object({
  SECRETS_DIR: pick.SECRETS_DIR,
  ...Type.Required(Type.Pick(SharedSettings, ['KOMITMEN_URL', 'TOKEN_PRIVATE_KEY'])).properties,
  DEMO: pick.DEMO,
  DEMO_PASSWORD: pick.DEMO_PASSWORD,
});
export type DemonstrationSettings = Static<typeof DemonstrationSettings>;
