import { Type } from '@sinclair/typebox';

const switchOf = (standard: 'on' | 'off', description: string) =>
  Type.Union([Type.Literal('on'), Type.Literal('off')], { default: standard, description });

/** The settings that both shapes know by these names. An app picks what it needs with `Type.Pick`. */
export const SharedSettings = Type.Object({
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000, description: 'port that the web application and the API listen on' }),
  HOST: Type.String({ default: '127.0.0.1', description: 'address to listen on' }),
  DATA_DIR: Type.String({ default: '.data', description: 'folder for the embedded database, keys and mail' }),
  DATABASE_URL: Type.Optional(Type.String({ pattern: '^postgres(ql)?://', description: 'PostgreSQL to use instead of the embedded one' })),
  SECRETS_DIR: Type.Optional(
    Type.String({ description: 'folder of files, each named like a setting, that are read for what the environment does not set' }),
  ),
  KOMITMEN_URL: Type.Optional(
    Type.String({
      pattern: '^https?://',
      description: 'address of the running application for commands; found in the data folder when not set',
    }),
  ),
  KAFKA_BROKERS: Type.Optional(
    Type.String({ pattern: '^[^\\s,:]+:\\d+(,[^\\s,:]+:\\d+)*$', description: 'Kafka brokers, host:port separated by commas' }),
  ),
  KAFKA_REPLICATION: Type.Integer({
    minimum: 1,
    maximum: 9,
    default: 1,
    description: 'copies that Kafka keeps of every topic it is told to create',
  }),
  REDIS_URL: Type.Optional(Type.String({ pattern: '^rediss?://', description: 'Redis for the job queue' })),
  SMTP_URL: Type.Optional(
    Type.String({ pattern: '^smtps?://', description: 'mail server; without it letters are files under the data folder' }),
  ),
  DEMO: switchOf('on', 'load the demonstration into an empty database'),
  DEMO_PASSWORD: Type.Optional(
    Type.String({ minLength: 10, description: 'password of the demonstration accounts; generated and printed when not set' }),
  ),
  LOG_LEVEL: Type.Union(
    (['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const).map((level) => Type.Literal(level)),
    { default: 'info', description: 'least severe log line to print' },
  ),
  TOKEN_PRIVATE_KEY: Type.Optional(
    Type.String({ description: 'Ed25519 key that signs tokens, as a JSON Web Key; the gateway alone holds it' }),
  ),
  TOKEN_PUBLIC_KEYS: Type.Optional(Type.String({ description: 'keys that tokens are checked with, as a JSON Web Key Set' })),
  NIK_KEYS: Type.Optional(Type.String({ description: 'versioned keys that encrypt national ids' })),
  NIK_HASH_KEY: Type.Optional(Type.String({ description: 'key of the hash that national ids are matched by' })),
  AUDIT_KEY: Type.Optional(
    Type.String({ description: 'keys of the audit chain separated by commas, the newest first: new rows are sealed with that one' }),
  ),
});
