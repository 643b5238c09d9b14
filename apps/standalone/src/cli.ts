import { CannotStart, SettingsError } from '@komitmen/platform';
import { Command, InvalidArgumentError } from 'commander';
import { resetPassword } from './console/accounts.command';
import { ConsoleApi, Refused } from './console/console-api';
import { listDeadLetters, replayDeadLetters } from './console/dead-letters.command';
import { advanceCalendar } from './console/demonstration.command';
import { showHealth } from './console/health.command';
import { readSettings } from './settings';

const api = (): ConsoleApi => ConsoleApi.of(readSettings(process.env));

function businessDate(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('It must be a date such as 2025-07-16.');
}

const program = new Command('komitmen').description('Commands for a Komitmen that runs on this machine.').showHelpAfterError();

program
  .command('health')
  .description('state of every part')
  .action(async () => showHealth(api()));

const demo = program.command('demo').description('the demonstration');
demo
  .command('advance')
  .description("move the demonstration's clock forward, day by day")
  .requiredOption('--to <date>', 'business date to move to', businessDate)
  .option('--with-later-reports', 'record the later press reports on their dates', false)
  .action(async (options: { to: string; withLaterReports: boolean }) => advanceCalendar(api(), options));

const accounts = program.command('accounts').description('who may sign in');
accounts
  .command('reset <username>')
  .description('give the account a new password and print it')
  .action(async (username: string) => resetPassword(api(), username));

const deadLetters = program.command('dead-letters').description('events that were set aside');
deadLetters
  .command('list')
  .description('what was set aside, and why')
  .action(async () => listDeadLetters(api()));
deadLetters
  .command('replay <service> [id]')
  .description('handle one again, or all of a service')
  .action(async (service: string, id: string | undefined) => replayDeadLetters(api(), service, id));

program.parseAsync().catch((error: unknown) => {
  const expected = error instanceof CannotStart || error instanceof SettingsError || error instanceof Refused;
  console.error(expected ? error.message : error);
  process.exitCode = 1;
});
