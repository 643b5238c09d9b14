import { Type } from '@sinclair/typebox';
import { parsePrivateKey, parseSettings, SharedSettings, TokenSigner } from '@komitmen/platform';

export const GatewaySettings = Type.Required(Type.Pick(SharedSettings, ['TOKEN_PRIVATE_KEY']));

/** @throws SettingsError when there is no key, Error when it is none. */
export const signerFrom = (environment: Readonly<Record<string, string | undefined>>): TokenSigner =>
  new TokenSigner(parsePrivateKey(parseSettings(GatewaySettings, environment).TOKEN_PRIVATE_KEY));
