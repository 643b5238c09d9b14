import { CannotStart, type Environment, parseSettings, Shutdown } from '@komitmen/platform';
import { accountLines } from '../accounts';
import { ApiProblem } from '../demonstration';
import { demonstrate, firstAccounts, type Say } from '../first-start';
import { DemonstrationSettings } from './settings';

/**
 * Beside the services of the distributed shape: makes the first accounts and, with DEMO=on, loads the demonstration and follows
 * its clock until it is stopped. Whoever started it with a channel hears what it says, and of the accounts once all is there.
 */
export async function runDemonstration(environment: Environment, print: Say): Promise<void> {
  const say = (line: string): void => {
    print(line);
    process.send?.({ line });
  };
  const settings = parseSettings(DemonstrationSettings, environment);
  const place = { url: settings.KOMITMEN_URL, privateKey: settings.TOKEN_PRIVATE_KEY };
  const shutdown = stoppedBySignals();
  try {
    const accounts = await firstAccounts(place, settings);
    if (accounts.password !== undefined && settings.DEMO_PASSWORD === undefined)
      say(`Password of the first accounts: ${accounts.password}`);
    say(accounts.password === undefined ? 'The accounts are there.' : 'The first accounts are made.');
    if (settings.DEMO === 'on') await demonstrate(place, say, shutdown);
    if (settings.DEMO === 'on') say('The demonstration is loaded.');
    process.send?.({ accounts: accountLines(accounts) });
  } catch (error) {
    if (shutdown.begun) return;
    throw inWords(error, settings.KOMITMEN_URL);
  }
}

function stoppedBySignals(): Shutdown {
  const shutdown = new Shutdown();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => void shutdown.run().then((troubles) => process.exit(troubles.length > 0 ? 1 : 0)));
  return shutdown;
}

function inWords(error: unknown, url: string): unknown {
  if (error instanceof ApiProblem) return new CannotStart(error.message);
  return error instanceof TypeError ? new CannotStart(`Nothing answers at ${url}.`) : error;
}
