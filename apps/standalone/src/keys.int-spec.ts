import { parsePrivateKey, parsePublicKeys } from '@komitmen/platform';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keysOf, tokenPrivateKey } from './keys';
import { readSettings } from './settings';

describe('the keys of an installation', () => {
  let dataDir: string;

  beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'komitmen-keys-'))));
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('are made once, and only their owner may read them', async () => {
    const settings = readSettings({ DATA_DIR: dataDir });
    const first = await keysOf(settings);
    expect(await keysOf(settings)).toEqual(first);
    expect(tokenPrivateKey(settings)).toBe(first.TOKEN_PRIVATE_KEY);
    expect(statSync(join(dataDir, 'keys')).mode & 0o777).toBe(0o700);
    for (const name of Object.keys(first).filter((key) => key !== 'TOKEN_PUBLIC_KEYS')) {
      expect([name, statSync(join(dataDir, 'keys', name)).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  it('publish nothing of the private part', async () => {
    const keys = await keysOf(readSettings({ DATA_DIR: dataDir }));
    const [published] = parsePublicKeys(keys.TOKEN_PUBLIC_KEYS).keys;
    expect(published).not.toHaveProperty('d');
    expect(published?.['kid']).toBe(parsePrivateKey(keys.TOKEN_PRIVATE_KEY).kid);
  });

  it('give way to those that the settings name', async () => {
    const settings = readSettings({ DATA_DIR: dataDir, AUDIT_KEY: 'given' });
    expect((await keysOf(settings)).AUDIT_KEY).toBe('given');
  });

  it('that a command cannot read are named', () => {
    expect(() => tokenPrivateKey(readSettings({ DATA_DIR: join(dataDir, 'none') }))).toThrow(/^The key .*TOKEN_PRIVATE_KEY cannot be read/);
  });
});
