import { parsePublicKeys } from '@komitmen/platform';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSecrets } from './secrets';

const SERVICES = ['budgets', 'enrolment', 'gateway', 'notifications', 'regencies', 'scorecards'];

let folder: string;
beforeEach(() => (folder = join(mkdtempSync(join(tmpdir(), 'komitmen-secrets-')), 'secrets')));
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const read = (path: string): string => readFileSync(join(folder, path), 'utf8').trim();
const paths = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
const contents = (): Record<string, string> => Object.fromEntries(paths().map((path) => [path, read(path)]));

describe('the secrets of an installation', () => {
  it('are complete: each service has what it needs, and no other has it', async () => {
    await makeSecrets(folder);
    expect(paths()).toEqual(
      [
        ...SERVICES.flatMap((service) => ['AUDIT_KEY', 'DATABASE_URL', 'TOKEN_PUBLIC_KEYS'].map((name) => `${service}/${name}`)),
        'enrolment/NIK_HASH_KEY',
        'enrolment/NIK_KEYS',
        'gateway/TOKEN_PRIVATE_KEY',
        ...['DATABASE_URL', 'DEMO_PASSWORD', 'REDIS_URL', 'TOKEN_PRIVATE_KEY', 'TOKEN_PUBLIC_KEYS'].map((name) => `installation/${name}`),
        ...SERVICES.map((service) => `installation/${service.toUpperCase()}_DATABASE_URL`),
        'notifications/REDIS_URL',
        'postgres/POSTGRES_PASSWORD',
        'redis/REDIS_PASSWORD',
      ].sort(),
    );
    const passwords = SERVICES.map((service) => new URL(read(`${service}/DATABASE_URL`)).password);
    expect(new Set([...passwords, read('postgres/POSTGRES_PASSWORD'), read('redis/REDIS_PASSWORD')]).size).toBe(SERVICES.length + 2);
    expect(new Set(SERVICES.map((service) => read(`${service}/AUDIT_KEY`))).size).toBe(SERVICES.length);
  });

  it('are for their owner alone', async () => {
    await makeSecrets(folder);
    const modes = paths().map((path) => statSync(join(folder, path)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    expect(new Set(['', ...SERVICES, 'installation'].map((name) => statSync(join(folder, name)).mode & 0o777))).toEqual(new Set([0o700]));
  });

  it('stay as they are when they are asked for again', async () => {
    const first = await makeSecrets(folder, { postgres: 'db.example:6000/komitmen', redis: 'redis.example:7000' });
    const before = contents();
    const again = await makeSecrets(folder);
    expect([first.made.length, again.made, again.kept > 0]).toEqual([paths().length, [], true]);
    expect(contents()).toEqual(before);
    expect(read('budgets/DATABASE_URL')).toMatch(/^postgres:\/\/budgets:[\w-]{32}@db\.example:6000\/komitmen$/);
    expect(read('installation/DATABASE_URL')).toContain(`postgres://komitmen:${read('postgres/POSTGRES_PASSWORD')}@db.example:6000`);
    expect(read('notifications/REDIS_URL')).toBe(`redis://:${read('redis/REDIS_PASSWORD')}@redis.example:7000`);
  });

  it('follow their server to another address, with the passwords they had', async () => {
    await makeSecrets(folder);
    const before = new URL(read('budgets/DATABASE_URL'));
    expect(before.host).toBe('postgres:5432');
    await makeSecrets(folder, { postgres: '127.0.0.1:6001/komitmen', redis: '127.0.0.1:6002' });
    const after = new URL(read('budgets/DATABASE_URL'));
    expect([after.host, after.password]).toEqual(['127.0.0.1:6001', before.password]);
    expect(new URL(read('installation/REDIS_URL')).port).toBe('6002');
  });

  it('use the servers of somebody else as they are given', async () => {
    const ownerUrl = 'postgres://boss:its%20own@db.example:6000/uc?sslmode=require';
    await makeSecrets(folder, { ownerUrl, redisUrl: 'rediss://queue:word@redis.example:7000/2' });
    expect(read('installation/DATABASE_URL')).toBe(ownerUrl);
    expect(read('scorecards/DATABASE_URL')).toMatch(/^postgres:\/\/scorecards:[\w-]{32}@db\.example:6000\/uc\?sslmode=require$/);
    expect(read('notifications/REDIS_URL')).toBe('rediss://queue:word@redis.example:7000/2');
  });

  it('keep the servers of somebody else when they are not given again', async () => {
    await makeSecrets(folder, {
      ownerUrl: 'postgres://boss:its%20own@db.example:6000/uc',
      redisUrl: 'rediss://queue:word@redis.example:7000/2',
    });
    const before = contents();
    rmSync(join(folder, 'installation/TOKEN_PRIVATE_KEY'));
    await makeSecrets(folder);
    const changed = paths().filter((path) => read(path) !== before[path] && !path.includes('TOKEN_'));
    expect(changed).toEqual([]);
    await makeSecrets(folder, { postgres: '127.0.0.1:6001/komitmen', redis: '127.0.0.1:6002' });
    expect(read('installation/DATABASE_URL')).toBe(`postgres://komitmen:${read('postgres/POSTGRES_PASSWORD')}@127.0.0.1:6001/komitmen`);
    expect(read('notifications/REDIS_URL')).toBe(`redis://:${read('redis/REDIS_PASSWORD')}@127.0.0.1:6002`);
  });

  it('hold a mail server once one is named, which a place for letters does not push aside', async () => {
    const file = 'notifications/SMTP_URL';
    await makeSecrets(folder, { smtp: 'mail:1025' });
    expect(read(file)).toBe('smtp://mail:1025');
    await makeSecrets(folder, { smtp: 'mail:1025', smtpUrl: 'smtps://komitmen:word@mail.example:465' });
    expect(read(file)).toBe('smtps://komitmen:word@mail.example:465');
    await makeSecrets(folder, { smtp: 'mail:1025' });
    await makeSecrets(folder);
    expect(read(file)).toBe('smtps://komitmen:word@mail.example:465');
    expect(paths().filter((path) => path.endsWith('SMTP_URL'))).toEqual([file]);
  });

  it('give Redis a new password once its own was removed', async () => {
    await makeSecrets(folder);
    const before = read('notifications/REDIS_URL');
    rmSync(join(folder, 'redis/REDIS_PASSWORD'));
    await makeSecrets(folder);
    expect(read('notifications/REDIS_URL')).toBe(`redis://:${read('redis/REDIS_PASSWORD')}@redis:6379`);
    expect(read('notifications/REDIS_URL')).not.toBe(before);
  });

  it('are new everywhere once removed from the installation, and old tokens still count', async () => {
    await makeSecrets(folder);
    const before = contents();
    for (const name of ['TOKEN_PRIVATE_KEY', 'BUDGETS_DATABASE_URL']) rmSync(join(folder, 'installation', name));
    await makeSecrets(folder);
    expect(read('budgets/DATABASE_URL')).not.toBe(before['budgets/DATABASE_URL']);
    expect(read('gateway/TOKEN_PRIVATE_KEY')).not.toBe(before['gateway/TOKEN_PRIVATE_KEY']);
    const kid = (text: string | undefined): string | undefined => (JSON.parse(text ?? '{}') as { kid?: string }).kid;
    expect(parsePublicKeys(read('budgets/TOKEN_PUBLIC_KEYS')).keys.map((key) => key.kid)).toEqual([
      kid(read('gateway/TOKEN_PRIVATE_KEY')),
      kid(before['gateway/TOKEN_PRIVATE_KEY']),
    ]);
  });

  it('are refused in one sentence where the folder cannot be, or an address is none', async () => {
    writeFileSync(join(folder, '..', 'file'), '');
    await expect(makeSecrets(join(folder, '..', 'file', 'secrets'))).rejects.toThrow(/cannot be written \(ENOTDIR\); name a folder/);
    await expect(makeSecrets(folder, { postgres: 'db.example' })).rejects.toThrow(
      '--postgres must be host:port/database, not "db.example".',
    );
  });
});
