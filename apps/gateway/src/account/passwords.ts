import { hash, verify } from '@node-rs/argon2';
import { randomInt } from 'node:crypto';

export const PASSWORD_MIN_LENGTH = 10;
export const PASSWORD_MAX_LENGTH = 200;

/** Argon2id with the library's defaults (19 MiB, two passes, one lane), the figures OWASP gives. */
export const hashPassword = (password: string): Promise<string> => hash(password);

let decoy: Promise<string> | undefined;

/** Costs the same time for an unknown user name as for a wrong password, so that names cannot be found out. */
export async function passwordFits(passwordHash: string | undefined, password: string): Promise<boolean> {
  decoy ??= hashPassword('no account has this password');
  const fits = await verify(passwordHash ?? (await decoy), password);
  return fits && passwordHash !== undefined;
}

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Four groups of four that are easy to read out on the telephone: 78 bits. */
export function generatePassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
  return [group(), group(), group(), group()].join('-');
}
