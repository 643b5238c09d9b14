import { Command, InvalidArgumentError, Option } from 'commander';
import { addBackupCommands } from '../backup/commands';
import { addInstallationCommands } from '../installation/commands';
import { readSettings } from '../settings';
import { addAuditKey, verifyAudit } from './audit.command';
import { createAccount, listAccounts, type NewAccount, resetPassword } from './accounts.command';
import { ConsoleApi } from './console-api';
import { discardDeadLetter, listDeadLetters, replayDeadLetters, showDeadLetter } from './dead-letters.command';
import { advanceCalendar } from './demonstration.command';
import { listTopics, showLag } from './event-log.command';
import { showHealth } from './health.command';
import { rebuildService, type RebuildOptions } from './rebuild.command';

const FINDING = `
Commands for a running application find it by KOMITMEN_URL, else in the data folder (DATA_DIR), where both "npm start" and
"npm run start:distributed" leave its address and its key. With KOMITMEN_URL the key is TOKEN_PRIVATE_KEY, or the file of that
name in the folder SECRETS_DIR. The exit code is 0 when all went well, else 1.`;

const api = (): ConsoleApi => ConsoleApi.of(readSettings(process.env));

function businessDate(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('It must be a date such as 2025-07-16.');
}

/** Every command of `npm run komitmen --`. */
export function program(): Command {
  const komitmen = new Command('komitmen')
    .description('Runs and looks after Komitmen, in either shape.')
    .showHelpAfterError()
    .addHelpText('after', FINDING);
  komitmen
    .command('health')
    .description('state of every part of every service')
    .option('--json', 'as the application tells it', false)
    .action(async (options: { json: boolean }) => showHealth(api(), options));
  addEventLogCommands(komitmen, addInstallationCommands(komitmen));
  addBackupCommands(komitmen);
  addDeadLetterCommands(komitmen);
  addRebuildCommand(komitmen);
  addAccountCommands(komitmen);
  addAuditCommands(komitmen);
  komitmen
    .command('demo')
    .description('the demonstration')
    .command('advance')
    .description("move the demonstration's clock forward, day by day")
    .requiredOption('--to <date>', 'business date to move to', businessDate)
    .option('--with-later-reports', 'record the later press reports on their dates', false)
    .action(async (options: { to: string; withLaterReports: boolean }) => advanceCalendar(api(), options));
  return komitmen;
}

function addEventLogCommands(komitmen: Command, topics: Command): void {
  topics
    .command('list')
    .description('the topics that the running application sees')
    .action(async () => listTopics(api()));
  komitmen
    .command('lag [service]')
    .description('how far each service has read the events that it consumes')
    .option('--partitions', 'a line per partition', false)
    .action(async (service: string | undefined, options: { partitions: boolean }) => showLag(api(), service, options));
}

function addDeadLetterCommands(komitmen: Command): void {
  const deadLetters = komitmen.command('dead-letters').description('events that were set aside because they could not be handled');
  deadLetters
    .command('list')
    .description('what was set aside, and why')
    .action(async () => listDeadLetters(api()));
  deadLetters
    .command('show <service> <id>')
    .description('all that is known of one, with the event itself')
    .action(async (service: string, id: string) => showDeadLetter(api(), service, id));
  deadLetters
    .command('replay <service> [id]')
    .description('handle one again, or all of a service')
    .action(async (service: string, id: string | undefined) => replayDeadLetters(api(), service, id));
  deadLetters
    .command('discard <service> <id>')
    .description('give one up for good; what waits behind it is handled')
    .requiredOption('--reason <text>', 'why, in a few words that are kept')
    .action(async (service: string, id: string, { reason }: { reason: string }) => discardDeadLetter(api(), service, id, reason));
}

function addRebuildCommand(komitmen: Command): void {
  komitmen
    .command('rebuild <service>')
    .description('build what the service has learned anew from the event log, beside what is live, and swap it in; nothing is sent')
    .option('--verify', 'compare first, and leave everything as it is where something differs', false)
    .option('--roll-back', 'bring the generation before this one back, with what came since', false)
    .option('--drop-former', 'delete the generation that a roll-back would lead to', false)
    .action(async (service: string, options: RebuildOptions) => rebuildService(api(), service, options));
}

function addAuditCommands(komitmen: Command): void {
  const audit = komitmen.command('audit').description('the record of who changed what');
  audit
    .command('verify')
    .description('find rows that were edited, removed or reordered after they were sealed')
    .option('--service <service>', 'of this service only')
    .addHelpText('after', '\nThe exit code is 1 when anything is found.')
    .action(async ({ service }: { service?: string }) => verifyAudit(api(), service));
  audit
    .command('add-key <folder>')
    .description('put a new key before the old one in every AUDIT_KEY of a folder of keys or secrets')
    .action((folder: string) =>
      console.log(`A new key stands first in ${addAuditKey(folder).join(', ')}; start the services anew to use it.`),
    );
}

function addAccountCommands(komitmen: Command): void {
  const accounts = komitmen.command('accounts').description('who may sign in');
  accounts
    .command('list')
    .description('every account')
    .action(async () => listAccounts(api()));
  accounts
    .command('create <username>')
    .description('make an account and print its password')
    .addOption(
      new Option('--role <role>', 'what it may do')
        .choices(['planner', 'treasury-officer', 'enrolment-officer', 'administrator'])
        .makeOptionMandatory(),
    )
    .requiredOption('--government <code>', 'code of the government it belongs to, such as 52 or 52.71')
    .requiredOption('--name <name>', 'name as others see it')
    .action(async (username: string, { role, government, name }: { role: string; government: string; name: string }) => {
      const account: NewAccount = { username, role, scope: government, name };
      await createAccount(api(), account);
    });
  accounts
    .command('reset <username>')
    .description('give the account a new password and print it')
    .action(async (username: string) => resetPassword(api(), username));
}
