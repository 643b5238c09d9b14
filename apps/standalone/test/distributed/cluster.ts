import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONSOLE_ACCOUNT_ID, freePort, parsePrivateKey, type Role, TokenSigner } from '@komitmen/platform';
import { eventually } from '@komitmen/testing';
import { PASSWORD, Session } from '../running';
import { Launcher } from './launcher';
import { Servers } from './servers';
import { checkout, type Place, type ServiceInstance, ServiceProcess, withoutSettings } from './service-process';

/** Those behind the gateway, then the gateway. */
export const SERVICES = ['regencies', 'budgets', 'enrolment', 'scorecards', 'notifications', 'gateway'] as const;
export type Service = (typeof SERVICES)[number];
/** Which topics each service reads. */
export const CONSUMED: Readonly<Partial<Record<Service, readonly Service[]>>> = {
  regencies: ['notifications'],
  budgets: ['regencies'],
  enrolment: ['regencies'],
  scorecards: ['regencies', 'budgets', 'enrolment'],
  notifications: ['regencies', 'scorecards'],
  gateway: ['regencies'],
};
/** On two cores that have other things to do. */
export const START_MS = 480_000;
const CLI = join(checkout, 'dist/apps/standalone/src/cli.js');

export interface ClusterOptions {
  readonly demo: 'on' | 'off';
  /** Of every service. Default: 1. */
  readonly instances?: number;
  /** What is set besides, of services that the test itself starts. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Every service as a process of its own on real servers, all of the test's own making. */
export class Cluster {
  private readonly instances: ServiceInstance[] = [];
  private readonly own: ServiceProcess[] = [];
  private readonly ports = new Set<number>();

  private constructor(
    readonly servers: Servers,
    private readonly options: ClusterOptions,
    readonly secrets: string,
    private launcher?: Launcher,
  ) {}

  /** Servers, secrets, database and topics by the commands that an operator has; no service yet. */
  static async prepare(options: ClusterOptions): Promise<Cluster> {
    requireBuild();
    const servers = await Servers.start();
    const cluster = new Cluster(servers, options, join(servers.folder, 'secrets'));
    return cluster.orRemoved(async () => {
      const settings = { DATABASE_URL: servers.databaseUrl(), REDIS_URL: servers.redisUrl, DEMO_PASSWORD: PASSWORD };
      await cluster.command(['secrets', cluster.secrets], settings);
      await cluster.command(['prepare']);
    });
  }

  /** Services that the test itself starts and watches over. Resolves when all are ready. */
  static async start(options: ClusterOptions): Promise<Cluster> {
    const cluster = await Cluster.prepare(options);
    return cluster.orRemoved(async () => {
      await cluster.startServices();
      await cluster.ready();
    });
  }

  /** Everything as `npm run start:distributed` starts it on servers that are given. Resolves when the demonstration is loaded. */
  static async launch(options: ClusterOptions): Promise<Cluster> {
    requireBuild();
    const servers = await Servers.start();
    const cluster = new Cluster(servers, options, join(servers.folder, 'data/distributed/secrets'));
    return cluster.orRemoved(() => cluster.launchServices());
  }

  /** The data folder of what was launched. */
  get dataDir(): string {
    return join(this.servers.folder, 'data');
  }

  /** As `launch` does, on servers that are there; `words` go to the launcher. */
  async launchServices(words: readonly string[] = []): Promise<void> {
    const { servers, options } = this;
    const settings = {
      KAFKA_BROKERS: servers.brokers,
      REDIS_URL: servers.redisUrl,
      DATABASE_URL: servers.databaseUrl(),
      SMTP_URL: servers.mail.url,
      PORT: String(await freePort()),
      DEMO: options.demo,
      DEMO_PASSWORD: PASSWORD,
      INSTANCES: String(options.instances ?? 1),
      LOG_LEVEL: 'info',
    };
    this.launcher = new Launcher(this.dataDir, settings, words);
    await this.launcher.ready(START_MS);
    this.instances.push(...this.launcher.services());
    await this.ready();
  }

  /** Ends what was launched; the servers stay. */
  async stopLaunched(): Promise<void> {
    await this.launcher?.stop();
    this.instances.length = 0;
  }

  get running(): readonly ServiceInstance[] {
    return this.instances;
  }

  of(service: Service): ServiceInstance[] {
    return this.instances.filter(({ place }) => place.service === service);
  }

  /** The first instance. */
  the(service: Service): ServiceInstance {
    const [first] = this.of(service);
    if (first === undefined) throw new Error(`${service} was not started`);
    return first;
  }

  /** The first accounts and, with DEMO=on, the demonstration; later reports are not followed. */
  async demonstrate(): Promise<void> {
    const settings = { ...this.installation, KOMITMEN_URL: this.the('gateway').url, DEMO: this.options.demo, DEMO_PASSWORD: PASSWORD };
    const child = spawn(process.execPath, [CLI, 'demonstrate'], { env: { ...withoutSettings(process.env), ...settings }, stdio: 'pipe' });
    const closed = exitOf(child);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('The demonstration is loaded.')) child.kill('SIGTERM');
    });
    if ((await closed) !== 0) throw new Error(`the demonstration was not loaded: ${said}`);
  }

  /** The processes that the test itself watches over. */
  get watched(): readonly ServiceProcess[] {
    return this.own;
  }

  /** What the launcher says of every end that it did not ask for. */
  unaskedEnds(): string[] {
    return this.launcher?.unaskedEnds() ?? [];
  }

  async startServices(): Promise<void> {
    const places: Place[] = [];
    for (const service of SERVICES)
      for (let instance = 1; instance <= (this.options.instances ?? 1); instance += 1) places.push(await this.placeOf(service, instance));
    for (const place of places) this.add(place, places).start();
  }

  /** One more instance of a service, on ports of its own. */
  async join(service: Service): Promise<ServiceProcess> {
    const instance = Math.max(...this.of(service).map(({ place }) => place.instance)) + 1;
    const places = this.instances.map(({ place }) => place);
    const added = this.add(await this.placeOf(service, instance), places);
    added.start();
    return added;
  }

  /** An instance that joined leaves for good. */
  async leave(one: ServiceProcess, signal: NodeJS.Signals): Promise<void> {
    await one.stop(signal);
    this.instances.splice(this.instances.indexOf(one), 1);
  }

  /** Every process answers its readiness probe, and the gateway finds all services up. */
  async ready(timeoutMs = START_MS): Promise<void> {
    await eventually(
      async () => {
        const states = await Promise.all(this.instances.map(async (one) => [one.name, await one.readiness()] as const));
        const unready = states.filter(([, { status, state }]) => status !== 200 || state !== 'up');
        if (unready.length > 0) throw new Error(`not ready: ${JSON.stringify(unready)}`);
        const health = await this.session(null).get('/api/health');
        if (health.status !== 200) throw new Error(`health: ${JSON.stringify(health.body)}`);
      },
      { timeoutMs, everyMs: 250 },
    );
  }

  /** A caller at the gateway, or at another address. */
  session(token: string | null, url = this.the('gateway').url): Session {
    return new Session(url, token);
  }

  /** As the command line signs itself in, with any role for any government. */
  async token(role: Role, scope: string, seconds = 1_800): Promise<string> {
    const signer = new TokenSigner(parsePrivateKey(this.secret('gateway/TOKEN_PRIVATE_KEY')));
    return signer.sign({ accountId: CONSOLE_ACCOUNT_ID, role, scope, sessionId: 'console' }, seconds);
  }

  secret(path: string): string {
    return readFileSync(join(this.secrets, path), 'utf8').trim();
  }

  /** A command of `npm run komitmen` with the settings of the installation; rejects when it fails. @returns what it printed. */
  async command(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const settings = { ...this.installation, ...env };
    const child = spawn(process.execPath, [CLI, ...words], { env: { ...withoutSettings(process.env), ...settings }, stdio: 'pipe' });
    const said: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
    const code = await exitOf(child);
    const text = Buffer.concat(said).toString();
    if (code !== 0) throw new Error(`komitmen ${words.join(' ')} ended with ${String(code)}: ${text}`);
    return text;
  }

  async remove(): Promise<void> {
    await Promise.all(this.own.map((one) => one.stop('SIGKILL')));
    await this.launcher?.stop();
    await this.servers.remove();
  }

  /** What a failed start leaves is cleared away, and its last words are told. */
  private async orRemoved(work: () => Promise<void>): Promise<this> {
    try {
      await work();
      return this;
    } catch (error) {
      const words = this.own.map((one) => `--- ${one.name}\n${one.lastWords(5)}`).join('\n');
      await this.remove();
      throw new Error(`the cluster did not come up: ${String(error)}\n${words}`, { cause: error });
    }
  }

  /** What commands read. */
  private get installation(): Record<string, string> {
    return { SECRETS_DIR: join(this.secrets, 'installation'), KAFKA_BROKERS: this.servers.brokers };
  }

  private async placeOf(service: Service, instance: number): Promise<Place> {
    return { service, instance, port: await this.port(), operationsPort: await this.port() };
  }

  /** One that nobody was given before: until its service listens, it looks free. */
  private async port(): Promise<number> {
    const port = await freePort();
    if (this.ports.has(port)) return this.port();
    this.ports.add(port);
    return port;
  }

  private add(place: Place, all: readonly Place[]): ServiceProcess {
    const { service } = place;
    const env = {
      SECRETS_DIR: join(this.secrets, service),
      KAFKA_BROKERS: this.servers.brokers,
      DATA_DIR: this.servers.folder,
      DEMO: this.options.demo,
      ...this.options.settings,
      ...(service === 'notifications' ? { SMTP_URL: this.servers.mail.url } : {}),
      ...(service === 'gateway' ? upstreams(all) : {}),
    };
    const added = new ServiceProcess(place, this.servers.folder, env);
    this.own.push(added);
    this.instances.push(added);
    return added;
  }
}

function requireBuild(): void {
  if (!existsSync(CLI)) throw new Error('the application is not built: run "npm run build" first');
}

function upstreams(places: readonly Place[]): Record<string, string> {
  const behind = SERVICES.filter((service) => service !== 'gateway');
  const urls = (service: Service): string[] =>
    places.filter((place) => place.service === service).map(({ port }) => `http://127.0.0.1:${port}`);
  return Object.fromEntries(behind.map((service) => [`${service.toUpperCase()}_URL`, urls(service).join(',')]));
}

const exitOf = (child: ChildProcess): Promise<number | null> => new Promise((done) => child.once('close', (code) => done(code)));
