import { bootstrapAccounts } from '../../gateway/src';
import { randomBytes } from 'node:crypto';
import { administrator, demonstrationAccounts, type FirstAccount } from './accounts';
import type { Application, Say } from './application';
import { ConsoleApi, consoleToken } from './console/console-api';
import { followLaterReports, loadDemonstration } from './demonstration';
import type { StandaloneSettings } from './settings';
import type { Shutdown } from '@komitmen/platform';

export interface Accounts {
  readonly list: readonly FirstAccount[];
  /** Known only when this start made the accounts. */
  readonly password: string | undefined;
}

/** The first accounts, made when there is no administrator yet. */
export async function firstAccounts({ url, keys, gateway }: Application, settings: StandaloneSettings): Promise<Accounts> {
  const list = settings.DEMO === 'on' ? demonstrationAccounts : [administrator];
  const api = new ConsoleApi(url, () => consoleToken(keys.TOKEN_PRIVATE_KEY));
  const known = await api.get<{ username: string }[]>('/api/accounts');
  if (known.some(({ username }) => username === administrator.username)) return { list, password: undefined };
  const password = settings.DEMO_PASSWORD ?? randomBytes(12).toString('base64url');
  await bootstrapAccounts(
    gateway.app,
    list.map((account) => ({ ...account, password })),
  );
  return { list, password };
}

/** Loads the demonstration, or what an interrupted first start left of it, and then follows its clock. */
export async function demonstrate({ url, keys }: Application, say: Say, shutdown: Shutdown): Promise<void> {
  const abort = new AbortController();
  const options = {
    baseUrl: url,
    credentials: {
      planner: () => consoleToken(keys.TOKEN_PRIVATE_KEY, 'planner'),
      administrator: () => consoleToken(keys.TOKEN_PRIVATE_KEY),
    },
    signal: abort.signal,
  };
  await shutdown.add('demonstration', async () => abort.abort());
  await loadDemonstration({
    ...options,
    onProgress: ({ date, step, of }) => say(`Loading the demonstration: ${date} (${step} of ${of}) ...`),
  });
  const following = followLaterReports(options);
  await shutdown.add('later reports', () => {
    abort.abort();
    return following;
  });
}
