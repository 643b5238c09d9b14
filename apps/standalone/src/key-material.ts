import { generateTokenKeys, parsePrivateKey, parsePublicKeys } from '@komitmen/platform';
import { randomBytes, randomInt } from 'node:crypto';

/** 256 bits that fit into addresses and settings. */
export function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** A version, which stored values name, and its key. */
export function nikKeys(): string {
  return `1:${secret()}`;
}

export async function signingKey(): Promise<string> {
  return JSON.stringify((await generateTokenKeys()).privateKey);
}

/** The key set that checks what `privateKey` signs; earlier keys stay in it, so that tokens signed before a change still count. */
export function publicKeySet(privateKey: string, earlier?: string): string {
  const { d: _secret, ...publicKey } = parsePrivateKey(privateKey);
  const others = (earlier === undefined ? [] : parsePublicKeys(earlier).keys).filter(({ kid }) => kid !== publicKey.kid);
  return JSON.stringify({ keys: [{ ...publicKey, use: 'sig' }, ...others] });
}

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Four groups of four that are easy to read out on the telephone: 78 bits. */
export function generatePassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
