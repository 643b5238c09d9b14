import 'reflect-metadata';
import { armCrashPoint } from '@komitmen/messaging';
import { CannotStart, SettingsError, Shutdown } from '@komitmen/platform';
import { accountLines } from './accounts';
import { startApplication } from './application';
import { demonstrate, firstAccounts } from './first-start';
import { readSettings } from './settings';

const shutdown = new Shutdown();

function say(line: string): void {
  if (!shutdown.begun) process.stdout.write(`${line}\n`);
}

async function end(exitCode: number): Promise<never> {
  const troubles = await shutdown.run();
  for (const trouble of troubles) process.stderr.write(`Stopping: ${trouble}\n`);
  return process.exit(troubles.length > 0 ? 1 : exitCode);
}

function stopOn(signal: NodeJS.Signals): void {
  process.on(signal, () => {
    if (shutdown.begun) return;
    say('Stopping ...');
    void end(0);
  });
}

async function fail(error: unknown): Promise<void> {
  if (shutdown.begun) return;
  const expected = error instanceof CannotStart || error instanceof SettingsError;
  process.stderr.write(
    `${expected || !(error instanceof Error) ? String(expected ? error.message : error) : (error.stack ?? error.message)}\n`,
  );
  await end(1);
}

async function main(): Promise<void> {
  armCrashPoint(process.env);
  const settings = readSettings(process.env);
  const application = await startApplication(settings, say, shutdown);
  const accounts = await firstAccounts(application, settings);
  if (accounts.password !== undefined && settings.DEMO_PASSWORD === undefined) say(`Password of the first accounts: ${accounts.password}`);
  if (settings.DEMO === 'on') await demonstrate(application, say, shutdown);
  accountLines(accounts).forEach(say);
  say(`Komitmen is ready: ${application.url} (Ctrl-C stops it)`);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) stopOn(signal);
process.on('uncaughtException', (error) => void fail(error));
process.on('unhandledRejection', (error) => void fail(error));
main().catch(fail);
