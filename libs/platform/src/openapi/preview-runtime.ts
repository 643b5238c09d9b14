import type { EventLog } from '@komitmen/messaging';
import { TokenVerifier } from '../auth/token-verifier';
import { createLogger } from '../logging/logger';
import type { ServiceRuntime } from '../service/service-runtime';

const refuse = (): never => {
  throw new Error('a preview has no event log');
};

const noEventLog: EventLog = {
  name: 'postgres',
  ensureTopics: refuse,
  requireTopics: refuse,
  topics: refuse,
  producer: refuse,
  consumer: refuse,
  reader: refuse,
  follow: refuse,
  highWatermarks: refuse,
  lag: refuse,
  check: refuse,
  close: refuse,
};

/** A runtime that nothing can run on: enough to look at a service's routes. */
export const previewRuntime = (): ServiceRuntime => ({
  databaseUrl: 'postgres://preview.invalid/preview',
  eventLog: noEventLog,
  tokens: new TokenVerifier({ keys: [] }),
  logger: createLogger('error'),
});
