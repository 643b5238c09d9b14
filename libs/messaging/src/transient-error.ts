const TRANSIENT_CLASSES = ['08', '53', '57P'];
const TRANSIENT_STATES = new Set([
  '40001', // serialization failure
  '40P01', // deadlock detected
  '55P03', // lock not available
  '57014', // statement timeout
  '25P03', // idle in transaction timeout
  '25P04', // transaction timeout
  '58030', // input/output error
]);
const TRANSIENT_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // the socket of a PostgreSQL that is down
]);
/** Drivers raise these without a code when a connection goes away under them. */
const TRANSIENT_NAMES = new Set([
  'QueryRunnerProviderAlreadyReleasedError',
  'QueryRunnerAlreadyReleasedError',
  'TopicsMissingError',
  'TopicsDifferError',
  'KafkaJSNumberOfRetriesExceeded',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSTimeout',
  'KafkaJSLockTimeout',
]);
const TRANSIENT_MESSAGES = [
  'timeout exceeded when trying to connect',
  'Connection terminated',
  'connection error and is not queryable',
  'Query read timeout',
  'Client was closed and is not queryable',
  'Driver not Connected',
  'cached plan must not change result type', // a migration ran beside it; the next call is prepared anew
];

function hasTransientCode(error: Error, code: string): boolean {
  if (TRANSIENT_STATES.has(code)) return true;
  if (TRANSIENT_SYSTEM_CODES.has(code)) return 'syscall' in error || error instanceof AggregateError;
  return /^[0-9A-Z]{5}$/.test(code) && TRANSIENT_CLASSES.some((prefix) => code.startsWith(prefix));
}

/** True when the database is short of something: room on its disk, memory, connections. */
export function isOutOfResources(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return /^53[0-9A-Z]{3}$/.test(code) || ('driverError' in error && error.driverError !== error && isOutOfResources(error.driverError));
}

/** kafkajs marks what it would try again: connections, time-outs, leaders and coordinators that are moving or loading. */
function isRetriableInKafka(error: Error): boolean {
  return error.name.startsWith('KafkaJS') && 'retriable' in error && error.retriable === true;
}

/** True for failures that time cures: connection, serialization, deadlock, time-outs, resources. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (TRANSIENT_NAMES.has(error.name) || isRetriableInKafka(error)) return true;
  if ('code' in error && typeof error.code === 'string' && hasTransientCode(error, error.code)) return true;
  if (TRANSIENT_MESSAGES.some((part) => error.message.includes(part))) return true;
  if (error instanceof AggregateError && error.errors.some(isTransient)) return true;
  return ('driverError' in error && error.driverError !== error && isTransient(error.driverError)) || isTransient(error.cause);
}
