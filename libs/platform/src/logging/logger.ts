import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger } from 'pino';
import { MessageContext } from '@komitmen/messaging';
import { findContext } from '../context/request-context';
import { traceFields } from '../tracing/request-span';

/** What the driver adds to an error and names columns and rules, never a value: not `parameters`, `query`, `detail`, `where`. */
const SAFE_FIELDS = ['code', 'constraint', 'table'] as const;

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** An error without the values of the statement that failed, which may be a password's hash or a person's data. */
function loggedError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const message = firstLine(error.message);
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const fields = SAFE_FIELDS.flatMap((name) => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' || typeof value === 'number' ? [[name, value] as const] : [];
  });
  return { type: error.name, message, stack: [`${error.name}: ${message}`, ...frames].join('\n'), ...Object.fromEntries(fields) };
}

/** An error of the machinery, which is known by what it says: where it was met is of no interest. */
function loggedTrouble(error: unknown): object {
  const { stack: _, ...rest } = loggedError(error) as { stack?: string };
  return rest;
}

const SECRET_PATHS = [
  'authorization',
  'cookie',
  'password',
  'accessToken',
  'headers.authorization',
  'headers.cookie',
  'req.headers.authorization',
  'req.headers.cookie',
];

/** What the work at hand belongs to: a request, or an event that is handled because of one. */
function atHand(): object {
  const event = MessageContext.current();
  const eventId = event?.causationId ?? null;
  const correlationId = (eventId === null ? (findContext() ?? event) : event)?.correlationId;
  return {
    ...(correlationId !== undefined && { correlationId }),
    ...(eventId !== null && { eventId }),
    ...traceFields(),
  };
}

/** JSON lines with the correlation id of the request or the event at hand, and the trace's where there is one. Callers log codes and ids, never bodies or personal data. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: loggedError, trouble: loggedTrouble },
    redact: { paths: SECRET_PATHS, censor: '[removed]' },
    mixin: atHand,
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

const textOf = (message: unknown): string =>
  typeof message === 'string' ? message : message instanceof Error ? message.message : String(message);

/** What Nest's own classes and `new Logger(name)` log through. Start-up chatter is `debug`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(this.fields(message, rest), textOf(message));
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal(this.fields(message, rest), textOf(message));
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error(this.fields(message, rest), textOf(message));
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn(this.fields(message, rest), textOf(message));
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug(this.fields(message, rest), textOf(message));
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.logger.trace(this.fields(message, rest), textOf(message));
  }

  private fields(message: unknown, rest: readonly unknown[]): object {
    const err = [message, ...rest].find((part) => part instanceof Error);
    const last = rest.at(-1);
    return { ...(typeof last === 'string' && { context: last }), ...(err !== undefined && { err }) };
  }
}
