import { CannotStart, codeOf, SettingsError } from '@komitmen/platform';
import { types } from 'node:util';

/** PostgreSQL's: a lock was not to be had in time. */
const LOCKED = '55P03';

/** What servers and disks say, as one sentence for who gave the command. */
export function inWords(what: string, error: unknown): unknown {
  if (!types.isNativeError(error) || error instanceof CannotStart || error instanceof SettingsError) return error;
  if (codeOf(error) === LOCKED)
    return new CannotStart(`${what}: somebody else has been working on the same tables for ten seconds; run it again.`);
  return new CannotStart(`${what}: ${error.message === '' ? (codeOf(error) ?? error.name) : error.message}. Run it again.`);
}
