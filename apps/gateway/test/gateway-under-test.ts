import { createServer, type RequestListener, type Server } from 'node:http';
import { type EventData, type EventType } from '@komitmen/contracts';
import { createPostgresEventLog, type EventLog, migratePostgresEventLog, PARTITIONS_PER_TOPIC } from '@komitmen/messaging';
import {
  CONSOLE_ACCOUNT_ID,
  createLogger,
  generateTokenKeys,
  parsePrivateKey,
  parsePublicKeys,
  type RunningService,
  type ServiceRuntime,
  TokenSigner,
  TokenVerifier,
} from '@komitmen/platform';
import { createTestDatabase, eventRecord, type TestDatabase } from '@komitmen/testing';
import { Client } from 'pg';
import { createGateway, type Upstream } from '../src';

export interface Listening {
  readonly url: string;
  readonly server: Server;
  close(): void;
}

/** On a free port of the loopback address. */
export async function listen(listener: RequestListener): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { url, server, close };
}

interface Keys {
  readonly private: string;
  readonly public: string;
}

/** What gateways and services of one installation share: a database, an event log, keys. */
export class Installation {
  readonly signer: TokenSigner;
  readonly log: string[] = [];
  private readonly closings: (() => unknown)[] = [];

  private constructor(
    readonly database: TestDatabase,
    readonly eventLog: EventLog,
    private readonly keys: Keys,
  ) {
    this.signer = new TokenSigner(parsePrivateKey(keys.private));
  }

  static async prepare(): Promise<Installation> {
    const database = await createTestDatabase();
    const connection = { connectionString: database.url };
    await migratePostgresEventLog({ connection });
    const eventLog = createPostgresEventLog({ connection });
    await eventLog.ensureTopics(
      ['regencies', 'budgets', 'scorecards', 'notifications', 'gateway'].map((name) => ({ name, partitions: PARTITIONS_PER_TOPIC })),
    );
    const { privateKey, publicKeys } = await generateTokenKeys();
    const keys = { private: JSON.stringify(privateKey), public: JSON.stringify(publicKeys) };
    process.env['TOKEN_PRIVATE_KEY'] = keys.private;
    return new Installation(database, eventLog, keys);
  }

  runtime(): ServiceRuntime {
    const logger = createLogger('info', { write: (line) => void this.log.push(line) });
    return {
      databaseUrl: this.database.url,
      eventLog: this.eventLog,
      tokens: new TokenVerifier(parsePublicKeys(this.keys.public)),
      logger,
    };
  }

  async gateway(
    upstreams: readonly Upstream[] = [],
    { behindProxy = false } = {},
  ): Promise<Listening & { readonly gateway: RunningService }> {
    const gateway = await createGateway({ ...this.runtime(), behindProxy }, upstreams);
    this.closings.push(() => gateway.close());
    return { ...(await this.listen((request, response) => gateway.handle(request, response))), gateway };
  }

  async listen(listener: RequestListener): Promise<Listening> {
    const listening = await listen(listener);
    this.closings.push(() => listening.close());
    return listening;
  }

  /** Closed with the installation, the last first. */
  owns(close: () => unknown): void {
    this.closings.push(close);
  }

  async consoleToken(): Promise<string> {
    return `Bearer ${await this.signer.sign({ accountId: CONSOLE_ACCOUNT_ID, role: 'administrator', scope: '52', sessionId: 'console' })}`;
  }

  /** Appends an event of a service to the log, as its relay does. */
  async tell<T extends EventType>(type: T, subject: string, data: EventData<T>): Promise<void> {
    await this.eventLog.producer().append([eventRecord(type, subject, data)]);
  }

  async query(statement: string): Promise<void> {
    const client = new Client({ connectionString: this.database.url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  }

  async stop(): Promise<void> {
    for (const close of this.closings.reverse()) await close();
    await this.eventLog.close();
    await this.database.drop();
  }
}
