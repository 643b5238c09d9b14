import { exportJWK, generateKeyPair, importJWK, type JSONWebKeySet, type JWK, SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import type { Role } from './actor';
import { TOKEN_AUDIENCE, TOKEN_ISSUER } from './token-verifier';

export const ACCESS_TOKEN_SECONDS = 600;

export interface TokenSubject {
  readonly accountId: string;
  readonly role: Role;
  readonly scope: string;
  readonly sessionId: string;
}

/** Signs access tokens; the gateway alone holds one. */
export class TokenSigner {
  constructor(private readonly privateKey: JWK) {}

  async sign(subject: TokenSubject, seconds = ACCESS_TOKEN_SECONDS): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ role: subject.role, scope: subject.scope, sid: subject.sessionId })
      .setProtectedHeader({ alg: 'EdDSA', kid: this.privateKey.kid ?? '' })
      .setSubject(subject.accountId)
      .setIssuer(TOKEN_ISSUER)
      .setAudience(TOKEN_AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(await importJWK(this.privateKey, 'EdDSA'));
  }
}

export interface TokenKeys {
  /** Value of `TOKEN_PRIVATE_KEY`. */
  readonly privateKey: JWK;
  /** Value of `TOKEN_PUBLIC_KEYS`. */
  readonly publicKeys: JSONWebKeySet;
}

/** A fresh pair; written as JSON text into `TOKEN_PRIVATE_KEY` and `TOKEN_PUBLIC_KEYS`. */
export async function generateTokenKeys(): Promise<TokenKeys> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const named = { kid: randomUUID(), alg: 'EdDSA' };
  return {
    privateKey: { ...(await exportJWK(pair.privateKey)), ...named },
    publicKeys: { keys: [{ ...(await exportJWK(pair.publicKey)), ...named, use: 'sig' }] },
  };
}

const jsonOf = (name: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${name} is not JSON`);
  }
};

/** @throws Error in words when the setting holds no key. */
export function parsePrivateKey(text: string): JWK {
  const key = jsonOf('TOKEN_PRIVATE_KEY', text);
  if (typeof key === 'object' && key !== null && 'kty' in key && 'd' in key) return key as JWK;
  throw new Error('TOKEN_PRIVATE_KEY must be a private JSON Web Key of type OKP');
}

/** @throws Error in words when the setting holds no key set. */
export function parsePublicKeys(text: string): JSONWebKeySet {
  const keys = jsonOf('TOKEN_PUBLIC_KEYS', text);
  if (typeof keys === 'object' && keys !== null && 'keys' in keys && Array.isArray(keys.keys) && keys.keys.length > 0)
    return keys as JSONWebKeySet;
  throw new Error('TOKEN_PUBLIC_KEYS must be a JSON Web Key Set with at least one key');
}
