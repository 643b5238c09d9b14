// The launcher's settings, and the environment that it hands on: no program gets more than it needs, and secrets come in files.
import { join, resolve } from 'node:path';
import { checkout } from '../prepare.mjs';
import { Expected } from '../server-process.mjs';
import { parseSettings, SharedSettings } from './built.mjs';

const MOST_INSTANCES = 4;
/** Settings that hold secrets or are the launcher's own business; programs find theirs in SECRETS_DIR or are given them by name. */
const NOT_HANDED_ON =
  /^(npm_.*|(.*_)?DATABASE_URL|REDIS_URL|SMTP_URL|DEMO_PASSWORD|TOKEN_.*|NIK_.*|AUDIT_KEY|SECRETS_DIR|DATA_DIR|HOST|PORT|OPERATIONS_(HOST|PORT)|INSTANCES|KOMITMEN_URL)$/i;

export function readSettings(environment, words) {
  // No folder of secrets counts here: this installation has its own.
  const settings = parseSettings(SharedSettings, { ...environment, SECRETS_DIR: '' });
  const instances = Number(environment.INSTANCES || 1);
  if (!Number.isInteger(instances) || instances < 1 || instances > MOST_INSTANCES)
    throw new Expected(`INSTANCES must be a whole number from 1 to ${MOST_INSTANCES} (processes of each service).`);
  const dataDir = resolve(checkout, settings.DATA_DIR);
  return { ...settings, instances, dataDir, folder: join(dataDir, 'distributed'), backup: backupIn(words) };
}

/** The folder of the backup to begin with, if any. */
function backupIn(words) {
  if (words.length === 0) return undefined;
  if (words.length === 2 && words[0] === '--restore') return resolve(checkout, words[1]);
  throw new Expected(`"${words.join(' ')}" is not understood; the only option is --restore <folder of a backup>.`);
}

export function environmentToHandOn(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !NOT_HANDED_ON.test(name)));
}
