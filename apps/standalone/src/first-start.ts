import { setTimeout as delay } from 'node:timers/promises';
import type { Shutdown } from '@komitmen/platform';
import { type Accounts, administrator, demonstrationAccounts, type FirstAccount } from './accounts';
import { consoleToken } from './console/console-token';
import type { Place } from './console/places';
import { ApiProblem, type ApiOptions, followLaterReports, HttpApi, loadDemonstration } from './demonstration';
import { generatePassword } from './key-material';

export interface FirstStartSettings {
  readonly DEMO: 'on' | 'off';
  readonly DEMO_PASSWORD?: string;
}

export type Say = (line: string) => void;

/** Services of another process may still be starting, in any order. */
const PATIENCE_MS = 300_000;

function apiOptions({ url, privateKey }: Place, signal?: AbortSignal): ApiOptions {
  return {
    baseUrl: url,
    credentials: { planner: () => consoleToken(privateKey, 'planner'), administrator: () => consoleToken(privateKey) },
    patienceMs: PATIENCE_MS,
    ...(signal === undefined ? {} : { signal }),
  };
}

/** The first accounts, made when there is no administrator yet. */
export async function firstAccounts(place: Place, settings: FirstStartSettings): Promise<Accounts> {
  const list = settings.DEMO === 'on' ? demonstrationAccounts : [administrator];
  const api = new HttpApi(apiOptions(place));
  const known = (await api.get('administrator', '/api/accounts')) as readonly { readonly username: string }[];
  if (known.some(({ username }) => username === administrator.username)) return { list, password: undefined };
  const password = settings.DEMO_PASSWORD ?? generatePassword();
  for (const account of list) await make(api, { ...account, password });
  return { list, password };
}

/** An account that is there already stays as it is; governments are announced one after the other, so that one may still be unknown. */
async function make(api: HttpApi, account: FirstAccount & { readonly password: string }): Promise<void> {
  const givesUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await api.post('administrator', '/api/accounts', account);
      return;
    } catch (error) {
      if (!(error instanceof ApiProblem) || performance.now() > givesUpAt) throw error;
      if (error.code === 'username-taken') return;
      if (error.code !== 'unknown-government') throw error;
    }
    await delay(100);
  }
}

/** Loads the demonstration, or what an interrupted first start left of it, and then follows its clock. */
export async function demonstrate(place: Place, say: Say, shutdown: Shutdown): Promise<void> {
  const abort = new AbortController();
  const options = { ...apiOptions(place, abort.signal), signal: abort.signal };
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
