import { AuditKeys, parsePrivateKey, parsePublicKeys } from '@komitmen/platform';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepAddress } from './console/address';
import { addAuditKey } from './console/audit.command';
import { placesOf } from './console/places';
import { keysOf } from './keys';
import { readSettings } from './settings';

describe('the keys of an installation', () => {
  let dataDir: string;

  beforeEach(() => (dataDir = mkdtempSync(join(tmpdir(), 'komitmen-keys-'))));
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('are made once, and only their owner may read them', async () => {
    const settings = readSettings({ DATA_DIR: dataDir });
    const first = await keysOf(settings);
    expect(await keysOf(settings)).toEqual(first);
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

  it('of the audit are joined by a new one, which goes before the old and is nobody else’s to read', async () => {
    const settings = readSettings({ DATA_DIR: dataDir });
    const before = AuditKeys.parse((await keysOf(settings)).AUDIT_KEY).current;
    expect(addAuditKey(join(dataDir, 'keys'))).toEqual(['AUDIT_KEY']);
    const after = AuditKeys.parse((await keysOf(settings)).AUDIT_KEY);
    expect([before !== undefined && after.find(before.id), after.current?.id === before?.id]).toEqual([before, false]);
    expect(statSync(join(dataDir, 'keys', 'AUDIT_KEY')).mode & 0o777).toBe(0o600);
    expect(() => addAuditKey(join(dataDir, 'nothing'))).toThrow(/^There is no AUDIT_KEY in .*nothing/);
  });

  it('give way to those that the settings name', async () => {
    const settings = readSettings({ DATA_DIR: dataDir, AUDIT_KEY: 'given' });
    expect((await keysOf(settings)).AUDIT_KEY).toBe('given');
  });

  it('are found by commands beside the address', async () => {
    const settings = readSettings({ DATA_DIR: dataDir });
    const { TOKEN_PRIVATE_KEY: privateKey } = await keysOf(settings);
    expect(placesOf(settings)).toEqual([]);
    keepAddress(dataDir, 'http://127.0.0.1:3000');
    expect(placesOf(settings)).toEqual([{ url: 'http://127.0.0.1:3000', privateKey }]);
    expect(placesOf(readSettings({ DATA_DIR: dataDir, KOMITMEN_URL: 'http://gateway:3000', TOKEN_PRIVATE_KEY: 'given' }))).toEqual([
      { url: 'http://gateway:3000', privateKey: 'given' },
    ]);
  });

  it('that a command cannot read are named', () => {
    keepAddress(dataDir, 'http://127.0.0.1:3000');
    expect(() => placesOf(readSettings({ DATA_DIR: dataDir }))).toThrow(/^The key .*TOKEN_PRIVATE_KEY cannot be read/);
    expect(() => placesOf(readSettings({ DATA_DIR: dataDir, KOMITMEN_URL: 'http://gateway:3000' }))).toThrow(
      /^TOKEN_PRIVATE_KEY is not set/,
    );
  });
});
