import { setTimeout as delay } from 'node:timers/promises';
import { createKafkaEventLog, EventLogStrategy, type EventLog, isTransient } from '@komitmen/messaging';
import type { Static, TObject } from '@sinclair/typebox';
import type { Logger } from 'pino';
import { AuditKeys } from '../audit/audit-keys';
import { parsePublicKeys } from '../auth/token-signer';
import { TokenVerifier } from '../auth/token-verifier';
import { createService } from '../service/create-service';
import type { RunningService, ServiceDefinition, ServiceHealth } from '../service/service-definition';
import type { ServiceRuntime } from '../service/service-runtime';
import type { ServiceSettings } from '../settings/service-settings';
import { FrontDoor } from './front-door';
import { LivenessWatch } from './liveness-watch';
import { operations } from './operations';
import { DatabaseNotReady, databaseAnswers, requirePreparedDatabase } from './prepared-database';
import { Shutdown } from './shutdown';

const PROBE_MS = 2_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export interface ServiceProcessOptions<T extends TObject = TObject> {
  /** What this process reads besides; its problems are listed with all others. */
  readonly settings?: T;
  /** Default: `createService` with the definition. */
  readonly create?: (runtime: ServiceRuntime, settings: Static<T>) => Promise<RunningService>;
  /** Default: Kafka. */
  readonly eventLog?: (settings: ServiceSettings) => EventLog;
  /** Whether requests come through the gateway, which names their callers. Default: when the service has paths of its own. */
  readonly behindProxy?: boolean;
}

/** One service in a process of its own: its two listeners, its parts, and the watch over them. It ends nothing but itself. */
export class ServiceProcess<T extends TObject = TObject> {
  private readonly door = new FrontDoor();
  private readonly probes = new FrontDoor('OPERATIONS_');
  private readonly abort = new AbortController();
  private readonly watch: LivenessWatch;
  private readonly logger: Logger;
  private eventLog: EventLog | undefined;
  private service: RunningService | undefined;
  private starting: Promise<void> = Promise.resolve();
  private waitsFor = 'starting';

  constructor(
    private readonly definition: ServiceDefinition,
    private readonly settings: { readonly process: ServiceSettings; readonly own: Static<T> },
    private readonly rootLogger: Logger,
    onDeath: (reason: string) => void,
    private readonly options: ServiceProcessOptions<T> = {},
  ) {
    const { DATABASE_URL } = settings.process;
    this.logger = rootLogger.child({ service: definition.name });
    this.watch = new LivenessWatch(
      { progress: () => this.progress(), databaseAnswers: () => databaseAnswers(DATABASE_URL, PROBE_MS) },
      onDeath,
    );
  }

  get stopping(): boolean {
    return this.abort.signal.aborted;
  }

  /** Takes both ports and answers there from then on. @throws CannotStart when one is taken. */
  async listen(): Promise<{ readonly port: number; readonly operationsPort: number }> {
    const { HOST, PORT, OPERATIONS_HOST = HOST, OPERATIONS_PORT } = this.settings.process;
    const operationsPort = await this.probes.listen(OPERATIONS_HOST, OPERATIONS_PORT);
    this.probes.open(operations({ dead: () => this.watch.dead, health: () => this.health(), serves: (health) => this.serves(health) }));
    return { port: await this.door.listen(HOST, PORT), operationsPort };
  }

  /** Resolves when the service serves, or was stopped before; waits for its database without end. */
  start(): Promise<void> {
    this.starting = this.bringUp();
    return this.starting;
  }

  /** Requests end, the consumer ends what it has in hand, the relay stops, the event log closes. @returns what did not, in words. */
  async stop(): Promise<readonly string[]> {
    this.abort.abort();
    this.watch.stop();
    const shutdown = new Shutdown();
    await shutdown.add('operations', () => this.probes.close());
    await shutdown.add('event log', async () => this.eventLog?.close());
    await shutdown.add(this.definition.name, async () => {
      await this.starting.catch(() => undefined);
      await this.service?.close();
    });
    await shutdown.add('port', () => this.door.close());
    return shutdown.run();
  }

  private async bringUp(): Promise<void> {
    const runtime = this.runtime();
    for (let pause = FIRST_PAUSE_MS; !this.stopping; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        await requirePreparedDatabase(this.definition, runtime.databaseUrl);
        this.open(await this.create(runtime));
        return;
      } catch (error) {
        if (!(error instanceof DatabaseNotReady || isTransient(error))) throw error;
        this.note(error instanceof Error ? error.message : String(error));
      }
      await delay(pause, undefined, { signal: this.abort.signal }).catch(() => undefined);
    }
  }

  private create(runtime: ServiceRuntime): Promise<RunningService> {
    return this.options.create?.(runtime, this.settings.own) ?? createService(this.definition, runtime);
  }

  private open(service: RunningService): void {
    this.service = service;
    this.watch.start();
    if (this.stopping) return;
    this.door.open((request, response) => service.handle(request, response));
    this.logger.info(`${this.definition.name} serves`);
  }

  private runtime(): ServiceRuntime {
    const { DATABASE_URL, KAFKA_BROKERS, KAFKA_SESSION_SECONDS, TOKEN_PUBLIC_KEYS, AUDIT_KEY } = this.settings.process;
    const kafka = (): EventLog =>
      createKafkaEventLog({
        brokers: KAFKA_BROKERS.split(','),
        clientId: `komitmen-${this.definition.name}`,
        sessionTimeoutMs: KAFKA_SESSION_SECONDS * 1_000,
      });
    this.eventLog = this.options.eventLog?.(this.settings.process) ?? kafka();
    return {
      databaseUrl: DATABASE_URL,
      eventLog: this.eventLog,
      tokens: new TokenVerifier(parsePublicKeys(TOKEN_PUBLIC_KEYS)),
      logger: this.rootLogger,
      auditKeys: AuditKeys.parse(AUDIT_KEY),
      migrate: false,
      behindProxy: this.options.behindProxy ?? this.definition.prefixes.length > 0,
    };
  }

  private async progress(): ReturnType<EventLogStrategy['progress']> {
    if (this.service === undefined) throw new Error('the service has not started');
    return this.service.app.get(EventLogStrategy).progress();
  }

  private async health(): Promise<ServiceHealth> {
    return this.service?.health() ?? { state: 'down', parts: { database: { state: 'down', detail: this.waitsFor } } };
  }

  private serves({ parts }: ServiceHealth): boolean {
    return this.service !== undefined && !this.stopping && parts['database']?.state !== 'down';
  }

  private note(trouble: string): void {
    if (this.waitsFor !== trouble) this.logger.warn(`waits: ${trouble}`);
    this.waitsFor = trouble;
  }
}
