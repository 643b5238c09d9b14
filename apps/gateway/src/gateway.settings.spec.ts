import { createLogger, generateTokenKeys, parseSettings, SettingsError } from '@komitmen/platform';
import { httpUpstreams, UpstreamSettings } from './gateway.settings';

const environment = async (): Promise<Record<string, string>> => ({
  TOKEN_PRIVATE_KEY: JSON.stringify((await generateTokenKeys()).privateKey),
  REGENCIES_URL: 'http://regencies:3000',
  BUDGETS_URL: 'http://budgets-1:3000,http://budgets-2:3000/',
  ENROLMENT_URL: 'http://enrolment:3000',
  SCORECARDS_URL: 'https://scorecards',
  NOTIFICATIONS_URL: 'http://notifications:3000',
});

function problemsOf(given: Record<string, string>): readonly string[] {
  try {
    parseSettings(UpstreamSettings, given);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

describe('the settings of a gateway before services of their own', () => {
  it('name an address of every service, and one for each of its instances', async () => {
    const upstreams = httpUpstreams(parseSettings(UpstreamSettings, await environment()), createLogger('silent'));
    expect(upstreams.map(({ name }) => name)).toEqual(['regencies', 'budgets', 'enrolment', 'scorecards', 'notifications']);
    expect(upstreams[1]?.prefixes).toEqual(['/api/allocations', '/api/disbursements', '/api/system/budgets']);
  });

  it.each(['budgets:3000', 'ftp://budgets', 'http://budgets:3000/api', 'http://one,two'])('refuse the address %s', async (url) => {
    expect(problemsOf({ ...(await environment()), BUDGETS_URL: url })).toHaveLength(1);
  });

  it('refuse a key that signs nothing, together with all else', async () => {
    const { publicKeys } = await generateTokenKeys();
    expect(problemsOf({ TOKEN_PRIVATE_KEY: JSON.stringify(publicKeys.keys[0]) })).toHaveLength(6);
  });

  it('believe nobody about where he comes from, unless told to', async () => {
    expect(parseSettings(UpstreamSettings, await environment()).BEHIND_PROXY).toBe('off');
  });
});
