import Ajv, { type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { breachesOf, type ComposeFile } from './compose-rules';
import { makeSecrets } from '../../apps/standalone/src/installation/secrets';

const checkout = resolve(__dirname, '../..');
const text = (path: string): string => readFileSync(join(checkout, path), 'utf8');
const read = (path: string): unknown => parse(text(path), { merge: true });

/** The schema of the Compose Specification, as the package dclint carries it. */
const schema = JSON.parse(text('node_modules/dclint/schemas/compose.schema.json')) as object;
const validate = addFormats(new Ajv({ strict: false, allErrors: true, validateSchema: false })).compile({ ...schema, $schema: undefined });

function schemaProblems(file: unknown): string[] {
  return validate(file) ? [] : (validate.errors ?? []).map(({ instancePath, message }: ErrorObject) => `${instancePath} ${message ?? ''}`);
}

const secrets = mkdtempSync(join(tmpdir(), 'komitmen-secrets-'));
beforeAll(async () => makeSecrets(secrets));
afterAll(() => rmSync(secrets, { recursive: true, force: true }));

const surroundings = {
  isSecret: (path: string) => existsSync(join(secrets, path)),
  isProgram: (path: string) => existsSync(join(checkout, path.replace(/^dist\//, '').replace(/\.js$/, '.ts'))),
};

/** The file with one service changed; a rule must see the change. */
function with_(change: (services: Record<string, Record<string, unknown>>) => void): ComposeFile {
  const file = read('docker-compose.yml') as { services: Record<string, Record<string, unknown>> };
  // What anchors share is one object: a change of one service must not be a change of all.
  const own = JSON.parse(JSON.stringify(file)) as typeof file;
  change(own.services);
  return own;
}

describe('docker-compose.yml', () => {
  it.each(['docker-compose.yml', 'deploy/compose/mail-page.yml', 'deploy/compose/outgoing-mail.yml'])(
    '%s follows the Compose Specification',
    (path) => {
      expect(schemaProblems(read(path))).toEqual([]);
    },
  );

  it('keeps every rule', () => {
    expect(breachesOf(read('docker-compose.yml') as ComposeFile, surroundings)).toEqual([]);
  });

  it('tells regencies whether there is a demonstration, as it tells the process that loads it', () => {
    const { regencies, demonstrate } = (read('docker-compose.yml') as ComposeFile).services;
    expect([regencies?.environment?.['DEMO'], demonstrate?.environment?.['DEMO']]).toEqual(['${DEMO:-on}', '${DEMO:-on}']);
  });

  it('sends letters to its own mail server until the secrets name another', async () => {
    const { secrets: one, mail } = (read('docker-compose.yml') as ComposeFile).services;
    expect([one?.command?.slice(-3), mail !== undefined]).toEqual([['/secrets', '--smtp', 'mail:1025'], true]);
    await makeSecrets(secrets, { smtp: 'mail:1025' });
    expect(readFileSync(join(secrets, 'notifications/SMTP_URL'), 'utf8').trim()).toBe('smtp://mail:1025');
  });

  it('has every service, what they stand on, and what prepares them', () => {
    expect(Object.keys((read('docker-compose.yml') as ComposeFile).services).sort()).toEqual(
      [
        ...['regencies', 'budgets', 'enrolment', 'scorecards', 'notifications', 'gateway'],
        ...['postgres', 'kafka', 'redis', 'mail', 'secrets', 'prepare', 'demonstrate'],
      ].sort(),
    );
  });
});

describe('a breach is seen', () => {
  it('of the schema', () => {
    const file = with_((services) => Object.assign(services['budgets'] ?? {}, { healthcheck: { test: 'true', every: '10s' } }));
    expect(schemaProblems(file).join()).toContain('/services/budgets/healthcheck must NOT have additional properties');
  });

  it.each<[breach: string, service: string, change: Record<string, unknown>]>([
    ['2 ports are published; one is enough.', 'mail', { ports: [{ host_ip: '127.0.0.1', target: 8025 }] }],
    ['budgets publishes a port; the gateway is the only way in.', 'budgets', { ports: [{ host_ip: '127.0.0.1', target: 3000 }] }],
    ['gateway publishes its port on every address of the machine.', 'gateway', { ports: [{ published: '3000', target: 3000 }] }],
    ['redis is on the network outside, which has a way out.', 'redis', { networks: ['inside', 'outside'] }],
    ['kafka is on the network default, which has a way out.', 'kafka', { networks: undefined }],
    ['kafka runs for long and has no health check.', 'kafka', { healthcheck: { disable: true } }],
    ['prepare waits for the health of postgres, which nothing checks.', 'postgres', { healthcheck: undefined }],
    ['budgets waits for the end of prepare, which runs on.', 'prepare', { restart: 'unless-stopped' }],
    ['gateway waits for regencies to start only.', 'gateway', { depends_on: { regencies: { condition: 'service_started' } } }],
    ['gateway waits for ghost, which is not there.', 'gateway', { depends_on: { ghost: { condition: 'service_healthy' } } }],
    ['scorecards is not started again after a fall.', 'scorecards', { restart: undefined }],
    ['budgets can write to its root file system.', 'budgets', { read_only: false }],
    ['budgets keeps capabilities.', 'budgets', { cap_add: ['NET_ADMIN'] }],
    ['budgets may gain privileges.', 'budgets', { security_opt: [] }],
    ['budgets has no init process.', 'budgets', { init: undefined }],
    ['budgets has no /tmp to write to.', 'budgets', { tmpfs: [] }],
    ['budgets has no limit of memory.', 'budgets', { deploy: {} }],
    ['redis has an image without a fixed version, redis:latest.', 'redis', { image: 'redis:latest' }],
    ['postgres runs as root.', 'postgres', { user: undefined }],
    ['redis is given REDIS_PASSWORD in the file.', 'redis', { environment: { REDIS_PASSWORD: 'x' } }],
    ['notifications is given SMTP_URL in the file.', 'notifications', { environment: { SMTP_URL: 'smtp://mail:1025' } }],
    ['notifications is given a password inside PUBLIC_URL.', 'notifications', { environment: { PUBLIC_URL: 'https://a:b@mail' } }],
    ['redis is given a password in its command.', 'redis', { command: ['redis-server', '--requirepass x', 'requirepass x'] }],
    ['gateway runs dist/apps/gate/src/main.js, which the build does not make.', 'gateway', { command: ['dist/apps/gate/src/main.js'] }],
  ])('%s', (breach, service, change) => {
    const file = with_((services) => Object.assign(services[service] ?? {}, change));
    expect(breachesOf(file, surroundings)).toContain(breach);
  });

  it('of a secret that nothing makes', () => {
    const volumes = [{ type: 'volume', source: 'secrets', target: '/secrets', volume: { subpath: 'installation/GHOST' } }];
    const file = with_((services) => Object.assign(services['demonstrate'] ?? {}, { volumes }));
    expect(breachesOf(file, surroundings)).toContain('demonstrate mounts the secrets installation/GHOST, which nothing makes.');
  });

  it.each<[breach: string, mount: Record<string, unknown>]>([
    ['budgets mounts the secrets budget, which nothing makes.', { volume: { subpath: 'budget' } }],
    ['budgets mounts the secrets of all, which nothing makes.', {}],
    ['budgets sees secrets that are not its own.', { volume: { subpath: 'enrolment' } }],
    ['budgets can change its secrets.', { volume: { subpath: 'budgets' } }],
    ['budgets cannot be made before its secrets are there: nocopy is missing.', { read_only: true, volume: { subpath: 'budgets' } }],
  ])('%s', (breach, mount) => {
    const volumes = [{ type: 'volume', source: 'secrets', target: '/secrets', ...mount }];
    const file = with_((services) => Object.assign(services['budgets'] ?? {}, { volumes }));
    expect(breachesOf(file, surroundings)).toContain(breach);
  });
});
