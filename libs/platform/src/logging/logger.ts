import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger } from 'pino';
import { findContext } from '../context/request-context';

const SECRET_PATHS = ['authorization', 'cookie', 'password', 'accessToken', 'headers.authorization', 'headers.cookie', 'req.headers.authorization', 'req.headers.cookie'];

/** JSON lines with the correlation id of the request at hand. Callers log codes and ids, never bodies or personal data. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SECRET_PATHS, censor: '[removed]' },
    mixin: (): object => {
      const correlationId = findContext()?.correlationId;
      return correlationId === undefined ? {} : { correlationId };
    },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

const textOf = (message: unknown): string => (typeof message === 'string' ? message : message instanceof Error ? message.message : String(message));

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
