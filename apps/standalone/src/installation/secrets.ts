import { CannotStart, codeOf } from '@komitmen/platform';
import { randomBytes } from 'node:crypto';
import { generatePassword, nikKeys, publicKeySet, secret, signingKey } from '../key-material';
import { SERVICE_NAMES as services } from '../service-names';
import { SecretFolder } from './secret-folder';

export interface SecretOptions {
  /** `host:port/database`; left out, addresses stay as they are, in the beginning those of the compose file. */
  readonly postgres?: string;
  /** `host:port`. */
  readonly redis?: string;
  /** Owner's address of a database of somebody else; its host and database count for the services too. */
  readonly ownerUrl?: string;
  /** Address of a Redis of somebody else. */
  readonly redisUrl?: string;
  /** `host:port` of a mail server that wants no password; counts only where no other is known. */
  readonly smtp?: string;
  /** Address of a mail server, with its user and password. */
  readonly smtpUrl?: string;
  readonly demoPassword?: string;
}

export interface SecretsMade {
  /** Paths in the folder that were written now. */
  readonly made: readonly string[];
  readonly kept: number;
}

export const OWNER = 'komitmen';

/** The setting of an installation's own commands that holds a service's database address. */
export const databaseSetting = (service: string): string => `${service.toUpperCase()}_DATABASE_URL`;

/**
 * Makes the secrets that an installation lacks, each where the process that needs it alone looks for it. What is in
 * `installation` goes before what services have: remove a file there and run this again, and its secret is a new one everywhere.
 */
export async function makeSecrets(folder: string, options: SecretOptions = {}): Promise<SecretsMade> {
  try {
    const files = new SecretFolder(folder);
    databases(files, options);
    await tokens(files);
    for (const service of services) files.keep(`${service}/AUDIT_KEY`, secret);
    files.keep('enrolment/NIK_KEYS', nikKeys);
    files.keep('enrolment/NIK_HASH_KEY', secret);
    redis(files, options);
    mail(files, options);
    if (options.demoPassword !== undefined) files.put('installation/DEMO_PASSWORD', options.demoPassword);
    else files.keep('installation/DEMO_PASSWORD', generatePassword);
    return { made: files.made, kept: files.kept };
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !/^E[A-Z]+$/.test(code)) throw error;
    throw new CannotStart(`The secrets in ${folder} cannot be written (${code}); name a folder that this user may write.`);
  }
}

function databases(files: SecretFolder, { postgres, ownerUrl }: SecretOptions): void {
  const before = postgres === undefined ? files.find('installation/DATABASE_URL') : undefined;
  const given = ownerUrl ?? (isForeign(before, files.find('postgres/POSTGRES_PASSWORD')) ? before : undefined);
  const ownerPassword = files.keep('postgres/POSTGRES_PASSWORD', password);
  const address = given ?? before ?? urlOf('postgres', postgres ?? 'postgres:5432/komitmen');
  files.put('installation/DATABASE_URL', given ?? as(address, OWNER, ownerPassword));
  for (const service of services) {
    const setting = `installation/${databaseSetting(service)}`;
    const known = files.find(setting);
    const own = files.put(setting, as(address, service, known === undefined ? password() : decodeURIComponent(new URL(known).password)));
    files.put(`${service}/DATABASE_URL`, own);
  }
}

async function tokens(files: SecretFolder): Promise<void> {
  const made = await signingKey();
  const privateKey = files.keep('installation/TOKEN_PRIVATE_KEY', () => made);
  files.put('gateway/TOKEN_PRIVATE_KEY', privateKey);
  const before = files.find('installation/TOKEN_PUBLIC_KEYS');
  const keys = files.put('installation/TOKEN_PUBLIC_KEYS', publicKeySet(privateKey, before));
  for (const service of services) files.put(`${service}/TOKEN_PUBLIC_KEYS`, keys);
}

function redis(files: SecretFolder, options: SecretOptions): void {
  const before = options.redis === undefined ? files.find('installation/REDIS_URL') : undefined;
  const given = options.redisUrl ?? (isForeign(before, files.find('redis/REDIS_PASSWORD')) ? before : undefined);
  const own = files.keep('redis/REDIS_PASSWORD', password);
  const url = given ?? as(before ?? urlOf('redis', options.redis ?? 'redis:6379'), '', own);
  files.put('installation/REDIS_URL', url);
  files.put('notifications/REDIS_URL', url);
}

/** Without an address there is no file, and letters are files under the data folder. */
function mail(files: SecretFolder, { smtp, smtpUrl }: SecretOptions): void {
  if (smtpUrl !== undefined) files.put('notifications/SMTP_URL', smtpUrl);
  else if (smtp !== undefined) files.keep('notifications/SMTP_URL', () => urlOf('smtp', smtp));
}

/** The address of somebody else's server has another password than the one made here for a server of ours. */
const isForeign = (address: string | undefined, ownPassword: string | undefined): boolean =>
  address !== undefined && ownPassword !== undefined && new URL(address).password !== ownPassword;

const password = (): string => randomBytes(24).toString('base64url');

function urlOf(scheme: 'postgres' | 'redis' | 'smtp', address: string): string {
  const shape = scheme === 'postgres' ? /^[^\s/@:]+:\d+\/[^\s/@]+$/ : /^[^\s/@:]+:\d+$/;
  if (shape.test(address)) return `${scheme}://${address}`;
  throw new CannotStart(`--${scheme} must be ${scheme === 'postgres' ? 'host:port/database' : 'host:port'}, not "${address}".`);
}

function as(address: string, user: string, secretOfUser: string): string {
  const url = new URL(address);
  url.username = user;
  url.password = secretOfUser;
  return url.href;
}
