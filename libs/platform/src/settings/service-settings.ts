import { type Static, type TObject, Type } from '@sinclair/typebox';
import { parsePublicKeys } from '../auth/token-signer';
import type { ServiceDefinition } from '../service/service-definition';
import { type Environment, parseSettings, SettingsError } from './settings';
import { SharedSettings } from './shared-settings';

/** What every service reads that runs in a process of its own. */
export const ServiceSettings = Type.Object({
  ...Type.Pick(SharedSettings, ['SECRETS_DIR']).properties,
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000, description: 'port that the API of the service listens on' }),
  HOST: Type.String({ default: '127.0.0.1', description: 'address to listen on; 0.0.0.0 in a container' }),
  OPERATIONS_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 9400, description: 'port of /livez, /readyz and /metrics' }),
  OPERATIONS_HOST: Type.Optional(Type.String({ description: 'address to listen on for those; left out: HOST' })),
  DATABASE_URL: Type.String({ pattern: '^postgres(ql)?://', description: 'PostgreSQL, with the role of the service' }),
  KAFKA_SESSION_SECONDS: Type.Integer({
    minimum: 1,
    maximum: 300,
    default: 15,
    description: 'seconds after which a process that is not heard from loses its partitions to the others of its service',
  }),
  ...Type.Required(Type.Pick(SharedSettings, ['KAFKA_BROKERS', 'TOKEN_PUBLIC_KEYS', 'AUDIT_KEY'])).properties,
  ...Type.Pick(SharedSettings, ['LOG_LEVEL']).properties,
});
export type ServiceSettings = Static<typeof ServiceSettings>;

/** Everything that a process of one service reads: what all read, what the service reads, what it cannot do without here. */
export function settingsOfProcess(definition: ServiceDefinition, more?: TObject): TObject {
  const required = Type.Required(Type.Pick(SharedSettings, [...(definition.requiredSettings ?? [])]));
  return Type.Object({ ...ServiceSettings.properties, ...definition.settings?.properties, ...required.properties, ...more?.properties });
}

/** @throws SettingsError with every problem: of the platform's settings, of the service's own, and of keys that are none. */
export function readServiceSettings(definition: ServiceDefinition, environment: Environment, more?: TObject): ServiceSettings {
  const problems = [
    ...problemsIn(() => parseSettings(settingsOfProcess(definition, more), environment)),
    ...problemsIn(() => {
      const { TOKEN_PUBLIC_KEYS: keys } = parseSettings(Type.Pick(SharedSettings, ['TOKEN_PUBLIC_KEYS']), environment);
      if (keys !== undefined && !isKeySet(keys)) throw new SettingsError(['TOKEN_PUBLIC_KEYS must be a JSON Web Key Set of Ed25519 keys.']);
    }),
  ];
  if (problems.length > 0) throw new SettingsError([...new Set(problems)]);
  return parseSettings(ServiceSettings, environment);
}

function problemsIn(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

function isKeySet(text: string): boolean {
  try {
    parsePublicKeys(text);
    return true;
  } catch {
    return false;
  }
}
