import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKafkaEventLog, type EventLog } from '@komitmen/messaging';
import { type EmbeddedPostgres, ensureDataFolder, freePort, startEmbeddedPostgres } from '@komitmen/platform';
import { Client, type QueryResultRow } from 'pg';
import { startKafka } from '../../../../deploy/local/kafka/kafka.mjs';
import { startRedis } from '../../../../deploy/local/redis.mjs';
import { type RunningServer, stopLeftBehind } from '../../../../deploy/local/server-process.mjs';
import { livingOwner, takeOwnership } from '../../../../libs/platform/src/embedded-postgres/owner-file';
import { MailServer } from './mail-server';

const PREFIX = 'komitmen-cluster-';
const DATABASE = 'komitmen';
/** Folder of the files that name the processes which a run has started. */
export const PROCESSES = 'processes';
const silent = (): void => undefined;

/** A server that a test stops and starts again at the same address with the same data. */
export interface Switchable {
  stop(): Promise<void>;
  /** Without a farewell. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** A real Kafka, Redis, PostgreSQL and mail server of the test's own, in a folder of their own. */
export class Servers {
  private kafkaServer: (RunningServer & { readonly brokers: string }) | undefined;
  private redisServer: (RunningServer & { readonly url: string }) | undefined;
  private postgresServer: EmbeddedPostgres | undefined;
  private readonly logs = new Set<EventLog>();

  private constructor(
    readonly folder: string,
    readonly mail: MailServer,
    private readonly postgresPort: number,
  ) {}

  static async start(): Promise<Servers> {
    await removeLeftBehind();
    // PostgreSQL's user, if there is one, must be able to pass through.
    const folder = ensureDataFolder(mkdtempSync(join(tmpdir(), PREFIX)));
    takeOwnership(folder);
    const servers = new Servers(folder, await MailServer.start(), await freePort());
    await Promise.all([servers.kafka.start(), servers.redis.start(), servers.postgres.start()]);
    await servers.sql(`CREATE DATABASE ${DATABASE}`, [], 'postgres');
    return servers;
  }

  readonly kafka: Switchable = {
    start: async () => {
      this.kafkaServer = await startKafka({ folder: join(this.folder, 'kafka') });
    },
    stop: async () => this.kafkaServer?.stop(),
    kill: async () => this.kafkaServer?.kill(),
  };

  readonly redis: Switchable = {
    start: async () => {
      this.redisServer = await startRedis({ folder: join(this.folder, 'redis') });
    },
    stop: async () => this.redisServer?.stop(),
    kill: async () => this.redisServer?.kill(),
  };

  readonly postgres: Switchable = {
    start: async () => {
      this.postgresServer = await startEmbeddedPostgres({
        dataDir: join(this.folder, 'database'),
        port: this.postgresPort,
        maxConnections: 300,
      });
    },
    stop: async () => this.postgresServer?.stop(),
    // At once and without writing anything more, so that the next start recovers from its log.
    kill: async () => {
      if (this.postgresServer !== undefined) process.kill(this.postgresServer.pid, 'SIGQUIT');
      await this.postgresServer?.stop();
    },
  };

  get brokers(): string {
    if (this.kafkaServer === undefined) throw new Error('Kafka has not been started');
    return this.kafkaServer.brokers;
  }

  get redisUrl(): string {
    if (this.redisServer === undefined) throw new Error('Redis has not been started');
    return this.redisServer.url;
  }

  /** Of the superuser, who prepares the database and looks at what services have written. */
  databaseUrl(database = DATABASE): string {
    if (this.postgresServer === undefined) throw new Error('PostgreSQL has not been started');
    const url = new URL(this.postgresServer.url);
    url.pathname = `/${database}`;
    return url.href;
  }

  async client(url = this.databaseUrl()): Promise<Client> {
    const client = new Client({ connectionString: url });
    client.on('error', silent);
    await client.connect();
    return client;
  }

  async sql<T extends QueryResultRow>(statement: string, parameters: unknown[] = [], database = DATABASE): Promise<T[]> {
    const client = await this.client(this.databaseUrl(database));
    try {
      return (await client.query<T>(statement, parameters)).rows;
    } finally {
      await client.end();
    }
  }

  /** The log on this Kafka, for a look of the test's own; closed with the servers. */
  eventLog(): EventLog {
    const log = createKafkaEventLog({ brokers: this.brokers.split(','), clientId: 'cluster-test' });
    this.logs.add(log);
    return log;
  }

  /** Nothing of it is kept. */
  async remove(): Promise<void> {
    await Promise.all([...this.logs].map((log) => log.close()));
    await Promise.all([this.kafkaServer?.kill(), this.redisServer?.kill(), this.postgresServer?.stop(), this.mail.stop()]);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

/** A run that was killed leaves servers and services behind; the next one clears them away, by their own pids. */
async function removeLeftBehind(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    if (livingOwner(folder) !== undefined) continue;
    const processes = join(folder, PROCESSES);
    for (const file of existsSync(processes) ? readdirSync(processes) : []) await stopLeftBehind(join(processes, file), folder, silent);
    await stopLeftBehind(join(folder, 'kafka/broker.json'), join(folder, 'kafka/server.properties'), silent);
    await stopLeftBehind(join(folder, 'redis/server.json'), join(folder, 'redis/redis.conf'), silent);
    // Starting it on the folder stops the one that was left behind; where files are gone already it cannot start, and need not.
    if (existsSync(join(folder, 'database/postgres-password')))
      await startEmbeddedPostgres({ dataDir: join(folder, 'database') }).then(
        ({ stop }) => stop(),
        () => undefined,
      );
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}
