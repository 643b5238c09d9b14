import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nikKeys, publicKeySet, secret, signingKey } from './key-material';
import type { StandaloneSettings } from './settings';

type KeyName = 'TOKEN_PRIVATE_KEY' | 'TOKEN_PUBLIC_KEYS' | 'NIK_KEYS' | 'NIK_HASH_KEY' | 'AUDIT_KEY';

export type Keys = Readonly<Record<KeyName, string>>;

/** The keys that the settings name, else those in the data folder, which the first start makes; only their owner may read them. */
export async function keysOf(settings: StandaloneSettings): Promise<Keys> {
  const folder = join(settings.DATA_DIR, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const tokens = await tokenKeys(folder, settings);
  return {
    ...tokens,
    NIK_KEYS: settings.NIK_KEYS ?? kept(folder, 'NIK_KEYS', nikKeys),
    NIK_HASH_KEY: settings.NIK_HASH_KEY ?? kept(folder, 'NIK_HASH_KEY', secret),
    AUDIT_KEY: settings.AUDIT_KEY ?? kept(folder, 'AUDIT_KEY', secret),
  };
}

async function tokenKeys(folder: string, settings: StandaloneSettings): Promise<Pick<Keys, 'TOKEN_PRIVATE_KEY' | 'TOKEN_PUBLIC_KEYS'>> {
  const made = await signingKey();
  const privateKey = settings.TOKEN_PRIVATE_KEY ?? kept(folder, 'TOKEN_PRIVATE_KEY', () => made);
  return { TOKEN_PRIVATE_KEY: privateKey, TOKEN_PUBLIC_KEYS: settings.TOKEN_PUBLIC_KEYS ?? publicKeySet(privateKey) };
}

function kept(folder: string, name: KeyName, make: () => string): string {
  const file = join(folder, name);
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, make(), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file, 'utf8').trim();
}
