import { DomainError } from '@komitmen/kernel';
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify, type JWTPayload } from 'jose';
import { Actor, isRole } from './actor';

export const TOKEN_ISSUER = 'komitmen';
export const TOKEN_AUDIENCE = 'komitmen-services';

export interface VerifiedToken {
  readonly actor: Actor;
  readonly sessionId: string;
  /** Real time, seconds since 1970. */
  readonly expiresAt: number;
}

const forged = (): DomainError => new DomainError('unauthenticated', 'token-invalid', 'Tanda masuk tidak sah. Silakan masuk kembali.');
const expired = (): DomainError => new DomainError('unauthenticated', 'token-expired', 'Waktu masuk sudah habis. Silakan masuk kembali.');

/** So many tokens are remembered at most: every session has one for ten minutes. */
const REMEMBERED = 1_000;

/**
 * Checks access tokens with public keys only; every service does this by itself. What a token says and that its signature
 * is good never changes, so both are remembered; whether it has expired is asked each time.
 */
export class TokenVerifier {
  private readonly keys: ReturnType<typeof createLocalJWKSet>;
  private readonly verified = new Map<string, JWTPayload>();

  /** @param publicKeys a JSON Web Key Set; several keys let the signing key change without a pause. */
  constructor(publicKeys: JSONWebKeySet) {
    this.keys = createLocalJWKSet(publicKeys);
  }

  /** @throws DomainError `token-expired` or `token-invalid`. */
  async verify(token: string, remoteAddress: string): Promise<VerifiedToken> {
    const known = this.verified.get(token);
    const payload = known ?? (await this.payloadOf(token));
    if (known === undefined) this.remember(token, payload);
    else if ((known.exp ?? 0) <= Math.floor(Date.now() / 1000)) throw expired();
    return this.read(payload, remoteAddress);
  }

  private remember(token: string, payload: JWTPayload): void {
    const [oldest] = this.verified.keys();
    if (this.verified.size >= REMEMBERED && oldest !== undefined) this.verified.delete(oldest);
    this.verified.set(token, payload);
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    try {
      const options = { algorithms: ['EdDSA'], issuer: TOKEN_ISSUER, audience: TOKEN_AUDIENCE, requiredClaims: ['sub', 'exp'] };
      return (await jwtVerify(token, this.keys, options)).payload;
    } catch (error) {
      throw error instanceof errors.JWTExpired ? expired() : forged();
    }
  }

  private read({ sub, exp, role, scope, sid }: JWTPayload, remoteAddress: string): VerifiedToken {
    if (sub === undefined || exp === undefined || !isRole(role) || typeof scope !== 'string' || typeof sid !== 'string') throw forged();
    return { actor: new Actor(sub, role, scope, remoteAddress), sessionId: sid, expiresAt: exp };
  }
}
