import { type Static, Type } from '@sinclair/typebox';
import { Code, Id, Role } from './fields';

/** Accounts by opaque id: no user name, no display name. */
export const AccountChanged = Type.Object(
  {
    accountId: Id,
    role: Role,
    scope: Code,
    change: Type.Union([
      Type.Literal('created'),
      Type.Literal('password-reset'),
      Type.Literal('disabled'),
      Type.Literal('enabled'),
      Type.Literal('removed'),
    ]),
  },
  { additionalProperties: false },
);
export type AccountChanged = Static<typeof AccountChanged>;
