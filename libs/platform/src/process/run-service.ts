import { armCrashPoint } from '@komitmen/messaging';
import type { TObject } from '@sinclair/typebox';
import type { Logger } from 'pino';
import { CannotStart } from '../embedded-postgres/cannot-start';
import { createLogger } from '../logging/logger';
import type { ServiceDefinition } from '../service/service-definition';
import { readServiceSettings } from '../settings/service-settings';
import { parseSettings, SettingsError } from '../settings/settings';
import { startTracing, type Tracing } from '../tracing/start-tracing';
import { ServiceProcess, type ServiceProcessOptions } from './service-process';

/** Between `/livez` saying why and the end, so that a probe and the log's reader see it. */
const LAST_WORDS_MS = 3_000;
const NO_SETTINGS = { type: 'object', properties: {} };

/**
 * The main program of a service in a process of its own. It waits for what is away, ends with 0 when it is told to, and with 1
 * when its settings cannot be used, a port is taken, its code fails, or only a new process can help.
 */
export async function runService<T extends TObject>(definition: ServiceDefinition, options: ServiceProcessOptions<T> = {}): Promise<void> {
  armCrashPoint(process.env);
  const settings = settingsOrEnd(definition, options.settings);
  const logger = createLogger(settings.process.LOG_LEVEL);
  const own = logger.child({ service: definition.name });
  const service = new ServiceProcess<T>(definition, settings, logger, (reason) => die(own, reason), options);
  const tracing = startTracing(definition.name, own);
  const fail = (error: unknown): void => {
    if (service.stopping) own.warn({ err: error }, 'a failure while stopping');
    else if (error instanceof CannotStart) own.fatal(error.message);
    else own.fatal({ err: error }, 'a failure that nobody has handled');
    if (!service.stopping) process.exit(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => void end(service, own, tracing));
  try {
    await tracing;
    const ports = await service.listen();
    own.info(ports, 'listens');
    await service.start();
  } catch (error) {
    fail(error);
  }
}

function settingsOrEnd<T extends TObject>(definition: ServiceDefinition, own: T | undefined) {
  try {
    return { process: readServiceSettings(definition, process.env, own), own: parseSettings(own ?? (NO_SETTINGS as T), process.env) };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(1);
  }
}

function die(logger: Logger, reason: string): void {
  logger.fatal(`only a new process can help: ${reason}`);
  setTimeout(() => process.exit(1), LAST_WORDS_MS);
}

async function end(service: { stop(): Promise<readonly string[]> }, logger: Logger, tracing: Promise<Tracing>): Promise<void> {
  logger.info('stops');
  const troubles = await service.stop();
  await (await tracing).stop();
  for (const trouble of troubles) logger.error(`stopping: ${trouble}`);
  process.exit(troubles.length > 0 ? 1 : 0);
}
