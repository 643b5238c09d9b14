import { CannotStart, parseSettings } from '@komitmen/platform';
import type { Command } from 'commander';
import { resolve } from 'node:path';
import { checkout } from '../settings';
import { runDemonstration } from './demonstrate';
import { prepareInstallation } from './prepare';
import { makeSecrets, type SecretOptions } from './secrets';
import { TopicSettings } from './settings';
import { createTopics } from './topics';

const say = (line: string): void => console.log(line);

/** Commands that put up an installation of the distributed shape. @returns `topics`, which others add to. */
export function addInstallationCommands(komitmen: Command): Command {
  komitmen
    .command('secrets <folder>')
    .description('make the secrets that an installation lacks; those that are there stay')
    .option('--postgres <host:port/database>', 'where services find PostgreSQL (at first postgres:5432/komitmen)')
    .option('--redis <host:port>', 'where services find Redis (at first redis:6379)')
    .option('--smtp <host:port>', 'where letters go while no mail server is known; without it they are files')
    .addHelpText(
      'after',
      `
DATABASE_URL (the owner of a database of your own), REDIS_URL, SMTP_URL and DEMO_PASSWORD are taken over where they are set. To change a
password or the key that signs tokens, remove its file from "installation", run this again, then "prepare", then start the
services anew. The NIK keys are never changed: what was written with them could not be read any more. AUDIT_KEY: audit add-key.`,
    )
    .action(async (folder: string, options: Places) => secrets(folder, options));
  komitmen
    .command('prepare')
    .description('roles, tables and rights in PostgreSQL, topics in Kafka; run it at deployment and at every upgrade')
    .addHelpText(
      'after',
      '\nReads DATABASE_URL (the owner), one <SERVICE>_DATABASE_URL each, KAFKA_BROKERS and KAFKA_REPLICATION from the environment,\nand what that does not set from the folder SECRETS_DIR.',
    )
    .action(async () => prepareInstallation(process.env, say));
  komitmen
    .command('demonstrate')
    .description('make the first accounts; with DEMO=on load the demonstration and follow its clock until stopped')
    .addHelpText('after', '\nReads KOMITMEN_URL, TOKEN_PRIVATE_KEY, DEMO and DEMO_PASSWORD, also from the folder SECRETS_DIR.')
    .action(async () => runDemonstration(process.env, say));
  const topics = komitmen.command('topics').description('where events are kept');
  topics
    .command('create')
    .description('create the topics that are missing, on Kafka')
    .addHelpText('after', '\nReads KAFKA_BROKERS and KAFKA_REPLICATION (1), also from the folder SECRETS_DIR.')
    .action(async () => createTopics(parseSettings(TopicSettings, process.env), say));
  return topics;
}

type Places = Pick<SecretOptions, 'postgres' | 'redis' | 'smtp'>;

async function secrets(folder: string, { postgres, redis, smtp }: Places): Promise<void> {
  const { DATABASE_URL: ownerUrl, REDIS_URL: redisUrl, SMTP_URL: smtpUrl, DEMO_PASSWORD: demoPassword } = process.env;
  if (ownerUrl && !/^postgres(ql)?:\/\//.test(ownerUrl))
    throw new CannotStart('DATABASE_URL must be postgres://user:password@host:port/database.');
  if (smtpUrl && !/^smtps?:\/\//.test(smtpUrl)) throw new CannotStart('SMTP_URL must be smtp://user:password@host:port, or smtps:// so.');
  const options: SecretOptions = {
    ...(postgres && { postgres }),
    ...(redis && { redis }),
    ...(ownerUrl && { ownerUrl }),
    ...(redisUrl && { redisUrl }),
    ...(smtp && { smtp }),
    ...(smtpUrl && { smtpUrl }),
    ...(demoPassword && { demoPassword }),
  };
  const { made, kept } = await makeSecrets(resolve(checkout, folder), options);
  say(`${made.length} secrets were written to ${folder}, ${kept} stay as they are.`);
}
