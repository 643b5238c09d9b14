import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PATHS } from '@komitmen/contracts';
import { createPostgresEventLog, type EventLog } from '@komitmen/messaging';
import {
  CONSOLE_ACCOUNT_ID,
  type EmbeddedPostgres,
  ensureDataFolder,
  freePort,
  parsePrivateKey,
  type Role,
  startEmbeddedPostgres,
  TokenSigner,
} from '@komitmen/platform';
import { eventually } from '@komitmen/testing';
import { Client, type QueryResultRow } from 'pg';
import { Cluster, CONSUMED, type Service, SERVICES } from '../distributed/cluster';
import { liveOf } from '../distributed/evidence';
import { MailServer } from '../distributed/mail-server';
import type { Servers } from '../distributed/servers';
import { ServiceProcess } from '../distributed/service-process';
import { type Answer, PASSWORD, Session } from '../running';

const DATABASE = 'komitmen';
const START_MS = 180_000;
/** Waits are short, so that what a process that died had in its hands is soon taken up again. */
const SETTINGS = { LETTER_LOCK_SECONDS: '2', KAFKA_SESSION_SECONDS: '5', LOG_LEVEL: 'warn' };

/** A whole Komitmen of the test's own, in either shape, whose processes can be ended at will. */
export interface Installation {
  readonly servers: Pick<Servers, 'sql' | 'eventLog'> & { readonly mail: MailServer };
  /** Every process, and the services that live in it. */
  readonly parts: readonly Part[];
  session(role: Role, scope: string): Promise<Session>;
  /** Resolves when every process answers. */
  ready(timeoutMs?: number): Promise<void>;
  remove(): Promise<void>;
}

export interface Part {
  readonly process: ServiceProcess;
  readonly services: readonly Service[];
  /** @throws Error while the application inside takes no requests. */
  serves(): Promise<void>;
}

export const startInstallation = (shape: 'standalone' | 'distributed'): Promise<Installation> =>
  shape === 'standalone' ? OneProcess.start() : ManyProcesses.start();

const partOf = (process: ServiceProcess, services: readonly Service[]): Part => ({
  process,
  services,
  async serves() {
    const { status } = await new Session(process.url, null).get('/api/health');
    if (status === 503) throw new Error(`${process.name} does not serve yet`);
  },
});

/** Calls go straight to the service that answers them: a gateway that is just being ended keeps no other from work. */
class DirectSession extends Session {
  constructor(
    private readonly urlOf: (service: Service) => string,
    token: string,
  ) {
    super('', token);
  }

  override call<T = unknown>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>> {
    return new Session(this.urlOf(serviceOf(path)), this.token).call(method, path, body, headers);
  }
}

function serviceOf(path: string): Service {
  const system = /^\/api\/system\/([a-z]+)\//.exec(path)?.[1];
  const prefixes: Readonly<Partial<Record<Service, readonly string[]>>> = PATHS;
  return SERVICES.find((service) => service === system || prefixes[service]?.some((prefix) => path.startsWith(prefix))) ?? 'gateway';
}

class ManyProcesses implements Installation {
  private constructor(private readonly cluster: Cluster) {}

  static async start(): Promise<Installation> {
    const cluster = await Cluster.start({ demo: 'on', settings: SETTINGS });
    try {
      await cluster.demonstrate();
      return new ManyProcesses(cluster);
    } catch (error) {
      await cluster.remove();
      throw error;
    }
  }

  get servers(): Servers {
    return this.cluster.servers;
  }

  get parts(): Part[] {
    return SERVICES.flatMap((service) =>
      this.cluster.watched.filter(({ place }) => place.service === service).map((process) => partOf(process, [service])),
    );
  }

  async session(role: Role, scope: string): Promise<Session> {
    return new DirectSession((service) => this.cluster.the(service).url, await this.cluster.token(role, scope, 7_200));
  }

  ready(timeoutMs?: number): Promise<void> {
    return this.cluster.ready(timeoutMs);
  }

  remove(): Promise<void> {
    return this.cluster.remove();
  }
}

/** Standalone, on a PostgreSQL of the test's own. */
class OneProcess implements Installation {
  readonly servers: Installation['servers'];
  private log: EventLog | undefined;

  private constructor(
    private readonly folder: string,
    private readonly process: ServiceProcess,
    private readonly postgres: EmbeddedPostgres,
    mail: MailServer,
  ) {
    const url = inDatabase(postgres.url, DATABASE);
    this.servers = {
      mail,
      sql: (statement, parameters) => query(url, statement, parameters),
      eventLog: () => (this.log ??= createPostgresEventLog({ connection: { connectionString: url } })),
    };
  }

  static async start(): Promise<Installation> {
    const folder = ensureDataFolder(mkdtempSync(join(tmpdir(), 'komitmen-crashes-')));
    const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'database'), maxConnections: 120 });
    await query(postgres.url, `CREATE DATABASE ${DATABASE}`);
    const mail = await MailServer.start();
    const place = { service: 'standalone', instance: 1, port: await freePort(), operationsPort: 0 };
    const settings = {
      DATA_DIR: join(folder, 'data'),
      DATABASE_URL: inDatabase(postgres.url, DATABASE),
      SMTP_URL: mail.url,
    };
    const process = new ServiceProcess(place, folder, { ...settings, ...SETTINGS, DEMO: 'on', DEMO_PASSWORD: PASSWORD });
    const installation = new OneProcess(folder, process, postgres, mail);
    process.start();
    try {
      await eventually(
        () => {
          if (!process.lastWords(50).includes('Komitmen is ready'))
            throw new Error(`the application did not come up:\n${process.lastWords()}`);
        },
        { timeoutMs: START_MS },
      );
      return installation;
    } catch (error) {
      await installation.remove();
      throw error;
    }
  }

  get parts(): Part[] {
    return [partOf(this.process, SERVICES)];
  }

  async session(role: Role, scope: string): Promise<Session> {
    const key = readFileSync(join(this.folder, 'data/keys/TOKEN_PRIVATE_KEY'), 'utf8').trim();
    const token = await new TokenSigner(parsePrivateKey(key)).sign(
      { accountId: CONSOLE_ACCOUNT_ID, role, scope, sessionId: 'console' },
      7_200,
    );
    return new Session(this.process.url, token);
  }

  async ready(timeoutMs = START_MS): Promise<void> {
    await eventually(
      async () => {
        const health = await new Session(this.process.url, null).get<{ state?: string }>('/api/health');
        if (health.status !== 200 || health.body.state !== 'up') throw new Error(`health: ${JSON.stringify(health.body)}`);
      },
      { timeoutMs, everyMs: 100 },
    );
  }

  async remove(): Promise<void> {
    await this.process.stop('SIGKILL');
    await this.log?.close();
    await Promise.all([this.postgres.stop(), this.servers.mail.stop()]);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

function inDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

async function query<T extends QueryResultRow>(url: string, statement: string, parameters: unknown[] = []): Promise<T[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(statement, parameters)).rows;
  } finally {
    await client.end();
  }
}

/** Resolves when everything that was accepted has gone all its way: nothing to publish, to read, to send or to set right. */
export async function quiet(installation: Installation, timeoutMs: number): Promise<void> {
  await installation.ready(timeoutMs);
  const log = installation.servers.eventLog();
  await eventually(
    async () => {
      const counts = await installation.servers.sql<{ what: string; count: number }>(WAITING);
      const lags = await Promise.all(
        SERVICES.map(async (service) => {
          const lag = (await log.lag(service, CONSUMED[service] ?? [])).reduce((sum, one) => sum + one.lag, 0n);
          return { what: `${service}: events to read`, count: Number(lag) };
        }),
      );
      const open = [...counts, ...lags].filter(({ count }) => count > 0);
      if (open.length > 0) throw new Error(open.map(({ what, count }) => `${what} ${count}`).join(', '));
    },
    { timeoutMs, everyMs: 200 },
  );
}

const WAITING = [
  ...SERVICES.flatMap((service) => [
    `SELECT '${service}: events to publish' AS what, count(*)::int AS count FROM ${service}.outbox`,
    `SELECT '${service}: dead letters', count(*)::int FROM ${service}.dead_letters WHERE state = 'open' AND generation = ${liveOf(service)}`,
    `SELECT '${service}: parked events', count(*)::int FROM ${service}.parked_events JOIN ${service}.dead_letters d ON d.id = dead_letter_id
     WHERE generation = ${liveOf(service)}`,
    `SELECT '${service}: rebuilds', count(building)::int FROM ${service}.consumer_generations`,
  ]),
  `SELECT 'letters to send', count(*)::int FROM notifications.letter WHERE state = 'queued'`,
].join(' UNION ALL ');
