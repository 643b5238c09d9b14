import { type Static, Type } from '@sinclair/typebox';

/** Partition key and subject of the heads of a service's audit chain: they are of no province. */
export const AUDIT_CHAIN = 'audit';

const KeyId = Type.String({ pattern: '^[0-9a-f]{16}$', description: 'names a key without telling it' });

/** The head of a service's audit chain: so many rows are sealed, and this is the last seal. Without the key nobody can make one. */
export const AuditSealed = Type.Object(
  {
    count: Type.Integer({ minimum: 1, description: 'rows sealed so far' }),
    row: Type.String({ pattern: '^[0-9]+$', description: 'id of the row sealed last' }),
    seal: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'its seal, HMAC-SHA256' }),
    key: KeyId,
    replacedKey: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{16}$', description: 'only when a new key was used for the first time: the key before it' }),
    ),
  },
  { additionalProperties: false },
);
export type AuditSealed = Static<typeof AuditSealed>;
