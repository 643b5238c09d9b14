import type { EventLog } from '@komitmen/messaging';
import type { Logger } from 'pino';
import type { AuditKeys } from '../audit/audit-keys';
import type { TokenVerifier } from '../auth/token-verifier';

/** What a service needs from the process it runs in; it never learns which shape that is. */
export interface ServiceRuntime {
  readonly databaseUrl: string;
  /** Shared by all services of a process; its owner closes it. */
  readonly eventLog: EventLog;
  readonly tokens: TokenVerifier;
  readonly logger: Logger;
  /** Without them rows of the audit wait for their seals. */
  readonly auditKeys?: AuditKeys;
  /** A role that may create schemas and tables; `databaseUrl` when it is the same. */
  readonly migrationUrl?: string;
  /** Off where a deployment step has run the migrations. Default: on. */
  readonly migrate?: boolean;
  readonly poolSize?: number;
  /** True where one proxy stands in between over the network, so that the last `X-Forwarded-For` names the caller. Default: false. */
  readonly behindProxy?: boolean;
}
