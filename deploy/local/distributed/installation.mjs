// The folder of this installation, its secrets and its database, all made by the same commands that an operator has.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDatabaseOwner, ensureDataFolder } from './built.mjs';
import { runToEnd } from './program.mjs';

export function makeFolders({ dataDir, folder }) {
  ensureDataFolder(dataDir);
  ensureDataFolder(folder);
  for (const name of ['logs', 'mail', 'secrets']) mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
}

/** Servers of somebody else are taken over with their own passwords, those of ours by their ports. */
export async function makeSecrets(settings, ports, environment, tasks) {
  const { DATABASE_URL = '', REDIS_URL = '', DEMO_PASSWORD = '', SMTP_URL = '' } = settings;
  const words = [
    ...(DATABASE_URL === '' ? ['--postgres', `127.0.0.1:${ports.postgres}/komitmen`] : []),
    ...(REDIS_URL === '' ? ['--redis', `127.0.0.1:${ports.redis}`] : []),
  ];
  // A mail server counts as long as the settings name it; else letters are files again.
  rmSync(join(settings.folder, 'secrets/notifications/SMTP_URL'), { force: true });
  await command(
    'secrets',
    [join(settings.folder, 'secrets'), ...words],
    settings,
    { ...environment, DATABASE_URL, REDIS_URL, SMTP_URL, DEMO_PASSWORD },
    tasks,
  );
}

export function secret({ folder }, path) {
  return readFileSync(join(folder, 'secrets', path), 'utf8').trim();
}

/** On a server of ours the owner, who may do no more than an owner needs, is made first. */
export async function prepareServers(settings, superuserUrl, brokers, environment, tasks) {
  if (superuserUrl !== undefined) await ensureDatabaseOwner(superuserUrl, secret(settings, 'installation/DATABASE_URL'));
  // For the commands that an operator gives while it runs.
  writeFileSync(join(settings.folder, 'secrets/installation/KAFKA_BROKERS'), `${brokers}\n`, { mode: 0o600 });
  await command('prepare', [], settings, ofInstallation(settings, brokers, environment), tasks);
}

export async function restoreBackup(settings, brokers, environment, tasks) {
  await command('restore', [settings.backup], settings, ofInstallation(settings, brokers, environment), tasks);
}

function ofInstallation({ folder }, brokers, environment) {
  return { ...environment, SECRETS_DIR: join(folder, 'secrets/installation'), KAFKA_BROKERS: brokers };
}

function command(name, words, { folder }, environment, tasks) {
  const logFile = join(folder, 'logs', `${name}.log`);
  return runToEnd({ script: 'standalone/src/cli.js', words: [name, ...words], environment, logFile, failure: `"${name}" failed` }, tasks);
}
